from pathlib import Path

import pytest

from crm_analysis.errors import InputRefused
from crm_analysis.settings import Settings, load

NOWHERE = Path("no-such-file.toml")


@pytest.fixture
def settings_file(tmp_path):
    def write(text):
        file = tmp_path / "settings.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_defaults_need_neither_file_nor_environment():
    assert load({}, NOWHERE) == Settings()
    assert Settings().store == Path("data/store.duckdb")


def test_the_store_lies_in_the_data_folder_unless_it_is_named():
    assert load({"CRM_DATA": "elsewhere"}, NOWHERE).store == Path("elsewhere/store.duckdb")
    named = load({"CRM_DATA": "elsewhere", "CRM_STORE": "my.duckdb"}, NOWHERE)
    assert (named.store, named.failure_log) == (Path("my.duckdb"), Path("elsewhere/failures.log"))


def test_the_environment_is_heard_before_the_file(settings_file):
    file = settings_file('port = 9000\nmemory_limit = "2GB"')
    found = load({"CRM_PORT": "9001", "CRM_MEMORY_LIMIT": ""}, file)
    assert (found.port, found.memory_limit) == (9001, "2GB")


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(InputRefused, match="1 to 65535"):
        load({"CRM_PORT": port}, NOWHERE)


def test_a_setting_that_does_not_exist_is_named(settings_file):
    with pytest.raises(InputRefused, match=r"settings.toml: 'prot' is no setting.*port"):
        load({}, settings_file("prot = 1"))


def test_a_file_that_is_not_toml_is_refused(settings_file):
    with pytest.raises(InputRefused, match="cannot be read"):
        load({}, settings_file("port: 8501"))


def test_the_role_is_an_owners_unless_it_is_set(settings_file):
    assert load({}, NOWHERE).role == "owner"
    assert load({"CRM_ROLE": "team"}, settings_file('role = "manager"')).role == "team"
