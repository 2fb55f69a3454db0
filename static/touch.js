// A finger that moves over a chart pushes the page; a tap on a mark chooses it, a second one lets it go.
// Where marks can be chosen, Streamlit has a chart panned: Plotly would swallow every touch to that end, and count a tap
// twice, once as a touch and once as the click that the browser makes of it, which is a double click and chooses nothing.
// So Plotly hears of no touch there; the browser scrolls, and makes of a tap a click as with a mouse.
// No tag may stand in here as it is written: the page's sanitiser drops a script that seems to hold one.
(() => {
  if (window.touchesAreServed) return;
  window.touchesAreServed = true;
  const keepFromPlotly = (event) => {
    if (event.target.closest?.(".js-plotly-plot")?._fullLayout?.dragmode) event.stopPropagation();
  };
  document.addEventListener("touchstart", keepFromPlotly, { capture: true, passive: true });
})();
