"""The app in Streamlit's own test harness, on stores of the tests' own."""

import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from crm_analysis.i18n import use_language
from crm_analysis.ingest.load import import_file
from crm_analysis.ingest.report import ImportOptions
from crm_analysis.store import Store
from crm_analysis.ui import jobs

ROOT = Path(__file__).parent.parent.parent
PAGES = ("overview", "retention", "segments", "clusters", "upload", "quality", "shops", "data")
TIMEOUT = 60


class Reader:
    """A person in front of the app."""

    def __init__(self, language, query_params=None):
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT)
        self.app.context["locale"] = language
        self.app.query_params.update(query_params or {})
        self.app.run()

    def open(self, page):
        self.app.switch_page(f"pages/{page}.py").run()
        return self

    def press(self, key):
        self.app.button(key).click().run()
        return self

    def choose(self, key, value):
        self.app.segmented_control(key).set_value(value).run()
        return self

    def upload(self, name, content):
        self.app.file_uploader[0].set_value((name, content, "text/csv")).run()
        return self

    def wait_for_import(self):
        until = time.monotonic() + TIMEOUT
        while jobs.running():
            assert time.monotonic() < until, "the import does not end"
            time.sleep(0.05)
        self.app.run()
        return self

    @property
    def words(self):
        """Everything that the page says."""
        kinds = ("title", "subheader", "caption", "markdown", "info", "warning", "error", "success")
        return "\n".join(str(element.value) for kind in kinds for element in getattr(self.app, kind))

    @property
    def metrics(self):
        return {metric.label: metric.value for metric in self.app.metric}

    @property
    def failures(self):
        return [element.value for element in (*self.app.exception, *self.app.error)]


@pytest.fixture
def store_file(tmp_path, monkeypatch):
    """Where the app under test keeps its store; nothing is there yet."""
    monkeypatch.setenv("CRM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CRM_STORE", str(tmp_path / "store.duckdb"))
    yield tmp_path / "store.duckdb"
    st.cache_data.clear()
    st.cache_resource.clear()
    use_language("en")


@pytest.fixture
def fill(store_file, tmp_path):
    """Puts files into the store before the app opens it."""

    def filled(*files, **options):
        with Store.open(store_file) as store:
            for file in files:
                import_file(store, file, ImportOptions(**options))

    return filled


@pytest.fixture
def tiny(fill, tmp_path):
    """A shop of four customers, two countries and six months."""
    file = tmp_path / "tiny.csv"
    file.write_text(TINY, encoding="utf-8")
    fill(file)


@pytest.fixture
def read(store_file):
    """Opens the app: ``read("zh-CN")``."""
    return Reader


TINY = """Order No,Order date,Customer email,Country,Channel,Currency,Product,Quantity,Amount
1,2025-01-01,ann@x.org,DE,web,EUR,Tea,1,10.00
2,2025-02-03,ann@x.org,DE,web,EUR,Tea,1,20.00
3,2025-02-10,bob@x.org,FR,app,EUR,Tea,1,30.00
4,2025-03-10,bob@x.org,FR,app,EUR,Cup,1,40.00
5,2025-03-15,cid@x.org,DE,web,EUR,Cup,1,50.00
6,2025-04-20,ann@x.org,DE,web,EUR,Cup,1,60.00
7,2025-06-30,dan@x.org,FR,web,EUR,Cup,1,70.00
8,2025-06-30,,FR,web,EUR,Cup,1,20.00
"""
