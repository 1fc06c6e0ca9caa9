// Keys and buttons; the start of the page.
const PAPER = 400;  // pixels of the axis in print
const filter = document.getElementById("filter"), raised = document.getElementById("raised");

const MOVES = { earlier: () => turnPage(-1), later: () => turnPage(1), out: () => zoom(2), in: () => zoom(0.5), all: showAll };
const ROW_KEYS = {
  ArrowLeft: (row) => goTo(row, row.step - 1),
  ArrowRight: (row) => goTo(row, row.step + 1),
  ArrowUp: (row) => goToRow(row, -1),
  ArrowDown: (row) => goToRow(row, 1),
  Home: (row) => goTo(row, 0),
  End: (row) => goTo(row, Infinity),
  Enter: zoomToStep,
  PageUp: MOVES.earlier, PageDown: MOVES.later,
  "-": MOVES.out, "+": MOVES.in, "=": MOVES.in,
};

const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === filter) return;
  if (event.key === "Escape") return showAll();
  const row = rowOf(event.target), act = row && ROW_KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act(row);
};

// A row reached by Tab shows the level at the instant that is marked.
const onRowFocus = ({ target }) => {
  const row = target.matches(":focus-visible") && rowOf(target);
  if (row && selected?.row !== row) goTo(row, stepAt(row.timeline, marked.at ?? view.from));
};

const applyFilter = () => {
  const text = filter.value.trim().toLowerCase();
  for (const { element, dimension } of rows) {
    const flat = raised.checked && element.classList.contains("flat");
    element.hidden = flat || !dimension.name.toLowerCase().includes(text);
  }
  for (const target of document.querySelectorAll(".target")) target.hidden = !target.querySelector(".row:not([hidden])");
  const shown = shownRows();
  document.getElementById("none").hidden = shown.length > 0;
  if (!shown.some((row) => row.svg === inTabOrder.row)) putInTabOrder("row", shown[0]?.svg);
};

putInTabOrder("row", rows[0]?.svg);
document.addEventListener("keydown", onKey);
rowList.addEventListener("focusin", onRowFocus);
document.getElementById("moves").addEventListener("click", ({ target }) => MOVES[target.dataset.move]?.());
filter.addEventListener("input", applyFilter);
raised.addEventListener("change", applyFilter);
addEventListener("resize", () => { orderDays(); redraw(); });
addEventListener("beforeprint", () => draw(shownRows(), PAPER));
addEventListener("afterprint", redraw);
document.documentElement.classList.remove("no-script");
redraw();
