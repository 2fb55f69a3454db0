// A finger that moves over a chart pushes the page; a tap on a mark chooses it, a second one lets it go.
// Where marks can be chosen, Streamlit has a chart panned, which swallows every touch. Plotly asks for the mode when a
// touch begins, so it is taken away for as long as the touch lasts; the click that follows a tap finds it again.
// No tag may stand in here as it is written: the page's sanitiser drops a script that seems to hold one.
(() => {
  if (window.touchesAreServed) return;
  window.touchesAreServed = true;
  let letGo = null;
  const begin = (event) => {
    const plot = event.target.closest?.(".js-plotly-plot");
    const layout = plot?._fullLayout;
    if (!layout?.dragmode) return;
    plot._hoverdata = undefined; // else the touch chooses what the click that follows it lets go again
    letGo = { layout, mode: layout.dragmode };
    layout.dragmode = false;
  };
  const end = () => {
    if (letGo) letGo.layout.dragmode = letGo.mode;
    letGo = null;
  };
  document.addEventListener("touchstart", begin, { capture: true, passive: true });
  for (const over of ["touchend", "touchcancel"]) document.addEventListener(over, end, { capture: true, passive: true });
})();
