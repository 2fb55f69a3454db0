// A button that says data-print prints the page; how that looks stands in look.css.
(() => {
  if (window.printIsServed) return;
  window.printIsServed = true;
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("button[data-print]")) window.print();
  });
})();
