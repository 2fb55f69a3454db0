// A chart as a picture: copied, or handed over as PNG or SVG, with its card's title and line of words above it.
// One listener serves every button of every page that says data-picture="png" data-chart="retention_heatmap".
// No tag may stand in here as it is written: the page's sanitiser drops a script that seems to hold one.
(() => {
  if (window.picturesAreServed) return;
  window.picturesAreServed = true;

  const BREAK = "\x3cbr>";
  const HEADING = 60;
  const LINE = 16;
  const LONGEST_LINE = 8; // pixels that a letter of the words takes at most

  const wrapped = (text, width) => {
    const most = Math.max(20, Math.floor(width / LONGEST_LINE));
    const lines = [""];
    for (const word of text.split(" ")) {
      if ((lines.at(-1) + word).length > most && lines.at(-1)) lines.push("");
      lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
    }
    return lines;
  };

  const withWords = (plot, card) => {
    const { width, height, _size: room } = plot._fullLayout;
    const ink = getComputedStyle(card).color;
    const caption = card.querySelector('[data-testid="stCaptionContainer"]')?.textContent ?? "";
    const lines = wrapped(caption, width);
    const above = HEADING + LINE * (lines.length - 1);
    const title = {
      text: card.querySelector("h3")?.textContent ?? "",
      font: { color: ink, size: 17, weight: 600 },
      subtitle: { text: lines.join(BREAK), font: { size: 12 } },
      x: 14 / width,
      y: 1 - 18 / (height + above),
      xanchor: "left",
      yanchor: "top",
      yref: "container",
    };
    const layout = {
      ...plot.layout,
      width,
      height: height + above,
      margin: { l: room.l, r: room.r, b: room.b, t: room.t + above },
      title,
      paper_bgcolor: getComputedStyle(card).backgroundColor,
    };
    const data = plot.data.map((trace) => ({ ...trace, selectedpoints: undefined }));
    return { data, layout };
  };

  const say = (button, mark) => {
    const usual = button.textContent;
    button.textContent = mark;
    setTimeout(() => (button.textContent = usual), 1500);
  };

  const picture = async (plot, card, format) => {
    const figure = withWords(plot, card);
    const { width, height } = figure.layout;
    return window.Plotly.toImage(figure, { format, width, height, scale: format === "svg" ? 1 : 2 });
  };

  const blobOf = async (address) => (await fetch(address)).blob();

  const handOver = (address, name) => {
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    link.click();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-picture]");
    if (!button) return;
    const { picture: format, chart } = button.dataset;
    const plot = document.querySelector(`.st-key-${chart} .js-plotly-plot`);
    const card = plot?.closest('[class*="st-key-card_"]');
    if (!card) return;
    try {
      if (format === "copy") {
        const made = picture(plot, card, "png").then(blobOf);
        await navigator.clipboard.write([new ClipboardItem({ "image/png": made })]);
        say(button, "✓");
      } else {
        handOver(await picture(plot, card, format), `${chart.replaceAll("_", "-")}.${format}`);
      }
    } catch (failure) {
      console.warn(failure);
      say(button, "✗");
    }
  });
})();
