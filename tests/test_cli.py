"""The command line: names, columns, exit codes and streams, on a shop whose figures can be checked by head."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from crm_analysis import __version__, settings
from crm_analysis.commands import questions
from crm_analysis.store import Store

ROOT = Path(__file__).parent.parent

ORDERS = """\
Order No,Order date,Customer email,Amount,Quantity,Product,Country,Currency
A1,2024-01-05,ann@example.com,10.00,1,Tea,DE,EUR
A2,2024-02-06,ann@example.com,20.00,2,Tea,DE,EUR
B1,2024-01-20,bob@example.com,5.50,1,=Cup,FR,EUR
"""
DOLLARS = """\
Order No,Order date,Customer email,Amount,Quantity,Product,Country,Currency
D1,2024-01-07,dan@example.com,9.00,1,Tea,US,USD
"""
ONE_BAD_DATE = ORDERS + "C1,tomorrow,cat@example.com,1.00,1,Tea,DE,EUR\n"


@pytest.fixture
def orders(tmp_path):
    """Writes an export to import."""

    def write(text=ORDERS, name="orders.csv"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


@pytest.fixture
def shop(crm, orders):
    """The command line on a store that holds the orders."""
    assert crm("import", orders())[0] == 0
    return crm


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_import_reports_each_file_as_one_object(crm, orders):
    code, out, err = crm("import", orders(), orders(DOLLARS, "dollars.csv"), "--json")
    first, second = json.loads(out)
    assert code == 0
    assert (first["upload_id"], first["rows_read"], first["lines_stored"], first["orders_new"]) == (1, 3, 3, 3)
    assert (second["upload_id"], second["file"], second["customers_new"]) == (2, "dollars.csv", 1)
    assert "orders.csv" in err


def test_a_dry_run_reports_and_keeps_nothing(crm, orders):
    code, out, _ = crm("import", orders(), "--dry-run", "--json")
    assert (code, json.loads(out)[0]["orders_new"]) == (0, 3)
    assert json.loads(crm("overview", "--json")[1])["orders"] == 0


def test_one_refused_file_leaves_the_others_alone(crm, orders):
    code, out, err = crm("import", orders("", "empty.csv"), orders(), "--json")
    assert code == 3
    assert [report["file"] for report in json.loads(out)] == ["orders.csv"]
    assert "empty.csv" in err


def test_a_mapping_names_the_headings_of_an_unknown_table(crm, orders):
    strange = "a,b,c,d\n1,2024-01-05,x@example.com,3.50\n"
    roles = ("order_id=a", "ordered_at=b", "email=c", "amount=d")
    words = [word for role in roles for word in ("--map", role)]
    assert crm("import", orders(strange, "strange.csv"), *words, "--currency", "EUR")[0] == 0
    assert json.loads(crm("overview", "--json")[1])["gross_sales"] == 3.5


def test_overview_is_one_json_object(shop):
    code, out, _ = shop("overview", "--json")
    found = json.loads(out)
    wanted = {"orders": 3, "customers": 2, "gross_sales": 35.5, "repeat_rate": 0.5, "as_of": "2024-02-07"}
    assert code == 0
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["--as-of", "2024-02-06"], 2),
        (["--since", "2024-01-06"], 2),
        (["--until", "2024-01-31"], 2),
        (["--country", "FR"], 1),
        (["--country", "FR", "--country", "DE"], 3),
        (["--shop", "Another"], 0),
        (["--currency", "USD"], 0),
    ],
)
def test_every_question_takes_the_filters(shop, words, left):
    assert json.loads(shop("overview", "--json", *words)[1])["orders"] == left


def test_concentration_ranks_customers_by_what_they_brought(shop):
    best, everybody = rows(shop("concentration", "--steps", "2")[1])
    assert (best["customers"], best["sales"], everybody["sales"]) == ("1", "30.0", "35.5")


def test_rhythm_of_a_file_of_days_has_weekdays_only(shop):
    days = rows(shop("rhythm")[1])
    assert {row["weekday"]: row["orders"] for row in days if row["orders"] != "0"} == {"2": "1", "5": "1", "6": "1"}
    assert {row["hour"] for row in days} == {""}


def test_repeat_by_product_judges_who_could_have_come_back(shop):
    assert rows(shop("repeat-by-product", "--fewest", "1")[1]) == []  # nobody is 90 days old
    found = rows(shop("repeat-by-product", "--fewest", "1", "--within-days", "32", "--most", "1")[1])
    assert [(row["item"], row["customers"], row["repeaters"]) for row in found] == [("Tea", "1", "1")]


def test_activity_movement_of_a_young_shop_is_blank(shop):
    found = rows(shop("activity-movement")[1])
    assert len(found) == 20
    assert {(row["customers"], row["lapse_days"], row["returners"]) for row in found} == {("", "", "1")}


def test_retention_follows_a_cohort(shop):
    found = rows(shop("retention", "--by", "month")[1])
    cells = [(row["cohort"], row["age"], row["customers"], row["retention"], row["complete"]) for row in found]
    assert cells == [("2024-01-01", "0", "2", "1.0", "true"), ("2024-01-01", "1", "1", "0.5", "false")]


def test_scores_and_segments_agree(shop):
    segment_of = {row["customer_id"]: row["segment"] for row in rows(shop("rfm")[1])}
    sizes = {row["segment"]: int(row["customers"]) for row in rows(shop("segments")[1])}
    assert len(segment_of) == 2
    assert {segment: list(segment_of.values()).count(segment) for segment in sizes} == sizes


def test_saved_thresholds_count_until_they_are_taken_back(shop):
    usual = shop("rfm")[1]
    fixed = "60 30 10 0 / 2 3 4 5 / 1 2 3 4"
    assert shop("set-thresholds", "grid", fixed)[0] == 0
    assert shop("rfm")[1] == shop("rfm", "--thresholds", fixed)[1] != usual
    assert shop("rfm", "--thresholds", "fifths")[1] == usual
    assert rows(shop("thresholds")[1])[0] == {
        "scheme": "grid", "thresholds": "fixed", "recency": "60 30 10 0", "frequency": "2 3 4 5",
        "monetary": "1 2 3 4", "usual": "false",
    }  # fmt: skip
    assert shop("set-thresholds", "grid")[0] == 0
    assert shop("rfm")[1] == usual


def test_thresholds_that_do_not_fit_are_refused(shop):
    code, out, err = shop("rfm", "--thresholds", "60 30 / 2 3 / 1 2")
    assert (code, out) == (3, "")
    assert "recency: found 60 30. Write 4 of them, each smaller" in err
    assert shop("segments", "--scheme", "eight", "--thresholds", "fifths")[0] == 3


def test_each_school_has_its_own_segments(shop):
    names = {school: {row["segment"] for row in rows(shop("segments", "--scheme", school)[1])} for school in SCHOOLS}
    assert [len(names[school]) for school in SCHOOLS] == [10, 10, 8]
    assert "previously_loyal" in names["shopify"]
    assert "important_value" in names["eight"]


SCHOOLS = ("grid", "shopify", "eight")


def test_customers_who_moved_are_those_of_the_movement(shop):
    days = ("--from", "2024-01-05", "--until", "2024-02-06")
    ways = rows(shop("movement", *days)[1])
    people = rows(shop("movement-customers", *days)[1])
    newcomers = rows(shop("movement-customers", *days, "--before", "none")[1])
    assert sum(int(way["customers"]) for way in ways) == len(people) == 2
    assert [row["segment_before"] for row in newcomers] == ["none"]
    assert shop("movement", "--from", "2024-02-06", "--until", "2024-02-06")[0] == 3
    assert shop("movement")[0] == 2


def test_history_has_a_row_for_each_month_and_segment(shop):
    history = rows(shop("segment-history", "--scheme", "eight")[1])
    assert {row["month"] for row in history} == {"2024-01-01", "2024-02-01"}
    assert len(history) == 2 * 8
    assert {row["score"] for row in rows(shop("score-bands", "--scheme", "eight")[1])} <= {"1", "2"}


def test_segments_name_their_kind_and_rule(shop):
    header, *_ = shop("segments")[1].splitlines()
    champions = next(row for row in rows(shop("segments")[1]) if row["segment"] == "champions")
    assert header.startswith("segment,kind,customers,net_sales,rule")
    assert (champions["kind"], champions["rule"]) == ("built-in", "r 5, f 4 5")


def test_a_segment_is_exported_to_each_kind_of_file(shop, tmp_path):
    segment = rows(shop("rfm")[1])[0]["segment"]
    printed = rows(shop("export", segment)[1])
    assert shop("export", segment, "--to", "list.csv")[0] == 0
    assert shop("export", segment, "--to", "list.xlsx")[0] == 0
    assert rows((tmp_path / "list.csv").read_text(encoding="utf-8-sig")) == printed
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet.max_row == len(printed) + 1


def test_undo_and_redo_take_an_upload_out_and_back(shop):
    before = shop("overview", "--json")[1]
    assert shop("undo", 1)[0] == 0
    assert json.loads(shop("overview", "--json")[1])["orders"] == 0
    assert shop("redo", 1)[0] == 0
    assert shop("overview", "--json")[1] == before
    log = json.loads(shop("uploads", "--json")[1])
    assert (log[0]["upload_id"], log[0]["undone_at"], log[0]["rows_ruled"]) == (1, None, {})


def test_rejects_say_where_and_what(crm, orders):
    crm("import", orders(ONE_BAD_DATE))
    (row,) = rows(crm("rejects", 1)[1])
    assert (row["line"], row["heading"], row["value"]) == ("5", "Order date", "tomorrow")
    assert row["reason"]


def test_platforms_are_listed(crm):
    listed = rows(crm("platforms")[1])
    assert list(listed[0]) == ["platform", "name", "kind", "headings_needed", "verified"]
    needed = {row["platform"]: row["headings_needed"] for row in listed}
    assert needed["online_retail"] == "InvoiceNo; StockCode"


def test_two_currencies_are_never_summed_as_they_are(shop, orders):
    shop("import", orders(DOLLARS, "dollars.csv"))
    _code, out, err = shop("overview", "--json", "--currency", "USD")
    only_dollars = json.loads(out)
    assert (only_dollars["gross_sales"], only_dollars["currency"], err) == (9.0, "USD", "")
    whole = json.loads(shop("overview", "--json")[1])
    rate = float(rows(shop("rates")[1])[1]["per_euro"])
    assert whole["currency"] == "EUR"
    assert whole["gross_sales"] == pytest.approx(35.5 + 9.0 / rate, abs=1e-4)
    assert whole["unconverted_orders"] == 0


def test_what_was_converted_and_what_could_not_be_is_said(shop, orders):
    shop("import", orders(DOLLARS.replace("USD", "TWD"), "taiwan.csv"))
    code, out, err = shop("overview", "--json")
    assert (code, json.loads(out)["gross_sales"], json.loads(out)["unconverted_orders"]) == (0, 35.5, 1)
    assert "Left out for want of an exchange rate: 1 order in TWD. Upload a table of its rates" in err
    shop("import", orders(DOLLARS, "dollars.csv"))
    assert "USD → EUR by the ECB's daily rates, " in shop("overview")[2]


def test_amounts_are_reported_in_the_currency_asked_for_or_the_shops(shop, orders):
    code, _out, err = shop("overview", "--report-in", "gbp")
    assert code == 3
    assert "There are no exchange rates of GBP here." in err
    assert shop("shop", "My shop", "--currency", "GBP")[0] == 0
    assert json.loads(shop("overview", "--json")[1])["currency"] == "EUR"  # the only one in view stays as it is
    in_pounds = json.loads(shop("overview", "--json", "--report-in", "GBP")[1])
    assert in_pounds["currency"] == "GBP"
    assert 0.7 * 35.5 < in_pounds["gross_sales"] < 35.5
    assert {row["source"] for row in rows(shop("rates", "--report-in", "GBP")[1])} == {"ECB"}
    assert rows(shop("rates")[1]) == []


def test_a_backup_brings_everything_back(shop, tmp_path):
    before = shop("overview", "--json")[1]
    assert shop("backup", "copy.duckdb")[0] == 0
    shop("undo", 1)
    code, _, err = shop("restore", "copy.duckdb")
    assert (code, shop("overview", "--json")[1]) == (0, before)
    assert "former store is kept" in err
    assert shop("backup", "copy.duckdb")[0] == 3


def test_check_is_silent_on_a_sound_store_and_names_what_is_not(shop, tmp_path):
    assert shop("check")[:2] == (0, "")
    with Store.open(tmp_path / "store.duckdb") as store, store.writing() as cursor:
        cursor.execute("UPDATE orders SET gross_sales = gross_sales + 1 WHERE order_id = 'A1'")
    code, out, _ = shop("check")
    assert code == 1
    assert out.startswith("orders:")
    assert shop("rebuild")[0] == 0
    assert shop("check")[0] == 0


def test_the_app_does_not_start_for_a_role_that_there_is_not(crm, monkeypatch):
    monkeypatch.setenv("CRM_ROLE", "chief")
    code, _, err = crm("serve")
    assert code == 3
    assert "The role is 'chief'. Set it to one of those that there are: owner, manager, team." in err


def test_a_sample_shop_is_written_with_its_truth_and_can_be_imported(crm, tmp_path):
    words = ("sample-shop", "--to", "shops/tea.csv", "--customers", 30, "--platform", "online_retail")
    assert crm(*words)[0] == 0
    truth = json.loads((tmp_path / "shops" / "tea.csv.truth.json").read_text(encoding="utf-8"))
    assert truth
    assert crm("import", "shops/tea.csv")[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-command"],
        ["import"],
        ["import", "missing.csv"],
        ["overview", "--as-of", "06.02.2024"],
        ["retention", "--by", "fortnight"],
        ["export", "champions", "--layout", "fax"],
        ["undo", "first"],
        ["import", "--map", "order_id", "missing.csv"],
    ],
)
def test_wrong_usage_ends_in_two(crm, words):
    code, out, err = crm(*words)
    assert (code, out) == (2, "")
    assert err.startswith("Usage:")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["undo", "7"], "no upload 7"),
        (["rejects", "7"], "no upload 7"),
        (["export", "nobody"], "The closest of those that there are: loyal"),
        (["overview", "--engine", "spark"], "Leave --engine out"),
        (["overview", "--since", "2024-02-01", "--until", "2024-01-01"], "begins on"),
        (["segments", "--to", "list.pdf"], ".csv, .xlsx, .parquet"),
        (["restore", "missing.duckdb"], "missing.duckdb"),
        (["sample-shop", "--to", "x.csv", "--platform", "nobody"], "nobody"),
    ],
)
def test_a_refusal_is_one_sentence_and_ends_in_three(shop, words, says):
    code, out, err = shop(*words)
    assert (code, out) == (3, "")
    assert says in err
    assert "Traceback" not in err


def test_a_store_that_is_open_elsewhere_ends_in_four(shop, tmp_path):
    held = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", held, str(tmp_path / "store.duckdb")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        holder.stdout.readline()
        code, out, err = shop("overview", "--json")
    assert (code, out) == (4, "")
    assert "open in another program" in err


def test_messages_come_in_the_language_that_is_set(crm, monkeypatch):
    monkeypatch.setenv("CRM_LANGUAGE", "zh_CN")
    from crm_analysis import i18n

    code, _, err = crm("undo", 7)
    i18n.use_language("en")
    assert code == 3
    assert any("一" <= letter <= "鿿" for letter in err)


def test_a_setting_that_cannot_be_read_is_refused(crm, monkeypatch):
    monkeypatch.setenv("CRM_PORT", "x")
    assert crm("overview")[0] == 3


def test_a_bug_leaves_a_trace_without_its_message(crm, monkeypatch, tmp_path):
    person = "ann@example.com"

    def stumble(filters):
        raise ZeroDivisionError(person)

    monkeypatch.setattr(questions.figures, "figures", stumble)
    code, out, err = crm("overview")
    log = (tmp_path / settings.load().failure_log).read_text(encoding="utf-8")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "failures.log" in err
    assert "ZeroDivisionError" in log
    assert "stumble" in log
    assert person not in log + err
    assert person in crm("--debug", "overview")[2]


def test_the_module_runs_as_a_program_and_says_its_version():
    done = subprocess.run([sys.executable, "-m", "crm_analysis", "--version"], capture_output=True, cwd=ROOT)
    assert (done.returncode, done.stdout.decode().strip()) == (0, f"Huitou 回头客, version {__version__}")


@pytest.mark.heavy
@pytest.mark.real
def test_names_codes_and_streams_keep_the_contract(real_data):
    contract = real_data.parent / "tools" / "contract.py"
    if not contract.exists():
        pytest.skip("the contract's own check is not here")
    commands = (
        "import", "overview", "retention", "rfm", "movement", "segments", "platforms", "clusters", "churn", "value",
        "tags", "affinity", "recommend",
    )  # fmt: skip
    done = subprocess.run([sys.executable, contract, *commands], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


STARTED_ELSEWHERE = """
from streamlit import config
from streamlit.web import bootstrap
from crm_analysis import cli

def told(*_started):
    for name in ("browser.gatherUsageStats", "client.showErrorDetails", "server.maxUploadSize"):
        print(config.get_option(name))

bootstrap.run_asgi_app = told
cli.main(["serve", "--port", "{port}"])
"""


def test_the_app_has_its_settings_wherever_it_is_started_from(tmp_path):
    """Nothing is told to Streamlit's makers, readers see no trace, and files may be large."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = [sys.executable, "-c", STARTED_ELSEWHERE.replace("{port}", str(port))]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    told = subprocess.run(started, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "none", "4096"], told.stderr
