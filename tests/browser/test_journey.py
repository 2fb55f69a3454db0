"""The first complete path, as an owner walks it: an export in, a retention chart, a list of customers out."""

import pytest

SEGMENT = "champions"


@pytest.mark.real
def test_from_an_export_to_a_retention_chart_and_a_list(empty_app, window, unpacked, tmp_path):
    shown = window(empty_app)
    shown.open("upload")
    uploader = shown.page.locator('[data-testid="stFileUploader"] input[type=file]').first
    uploader.set_input_files(unpacked("online_retail.csv.gz"))
    shown.keyed("upload_import").get_by_role("button").wait_for()
    shown.idle()
    assert "UCI Online Retail" in shown.page.locator("main, [data-testid=stMain]").first.inner_text()
    shown.shoot("journey-confirm")

    shown.keyed("upload_import").get_by_role("button").click()
    report = shown.keyed("card_report_1")
    report.wait_for()
    shown.idle()
    assert "541,909" in report.inner_text()
    shown.shoot("journey-report")

    shown.visit("retention")
    assert shown.keyed("retention_heatmap").locator(".js-plotly-plot").is_visible()
    first_cohort = shown.hover_text("retention_heatmap", 1, 0)
    assert "324" in first_cohort
    assert "36.6%" in first_cohort

    shown.keyed("retention_metric").locator("input").click()
    shown.act(shown.page.get_by_role("option", name="Net sales", exact=True).click)
    assert "metric=net_sales" in shown.page.url
    assert "£" in shown.hover_text("retention_heatmap", 1, 0)
    shown.shoot("journey-net-sales")

    shown.visit("segments")
    from_the_page = shown.download(f"segment_{SEGMENT}_csv")
    shown.context.close()
    empty_app.stop()
    empty_app.command("export", SEGMENT, "--to", tmp_path / "list.csv")
    from_the_command_line = (tmp_path / "list.csv").read_bytes()
    assert from_the_page.count(b"\n") > 100
    assert from_the_page == from_the_command_line
