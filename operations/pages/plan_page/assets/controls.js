// Keys and tools; then everything starts.
const PAPER = 400;  // pixels of the axis on a page
const filter = document.getElementById("filter"), raised = document.getElementById("raised");

const LOOKS = { earlier: () => turn(-1), later: () => turn(1), out: () => zoom(2), in: () => zoom(0.5), all: showAll };
const ROW_KEYS = {
  ArrowLeft: (row) => goTo(row, row.step - 1),
  ArrowRight: (row) => goTo(row, row.step + 1),
  ArrowUp: (row) => goToRow(row, -1),
  ArrowDown: (row) => goToRow(row, 1),
  Home: (row) => goTo(row, 0),
  End: (row) => goTo(row, Infinity),
  Enter: zoomToStep,
  PageUp: LOOKS.earlier, PageDown: LOOKS.later,
  "-": LOOKS.out, "+": LOOKS.in, "=": LOOKS.in,
};

const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === filter) return;
  if (event.key === "Escape") return showAll();
  const row = rowOf(event.target), act = row && ROW_KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act(row);
};

// The row that a Tab leads to tells the level at the instant that is told already.
const onRowFocus = ({ target }) => {
  const row = target.matches(":focus-visible") && rowOf(target);
  if (row && selected?.row !== row) goTo(row, stepAt(row.course, pointed.at ?? view.from));
};

const applyFilter = () => {
  const wanted = filter.value.trim().toLowerCase();
  for (const { element, dimension } of rows) {
    const flat = raised.checked && element.classList.contains("flat");
    element.hidden = flat || !dimension.name.toLowerCase().includes(wanted);
  }
  for (const target of document.querySelectorAll(".target")) target.hidden = !target.querySelector(".row:not([hidden])");
  const shown = shownRows();
  document.getElementById("none").hidden = shown.length > 0;
  if (!shown.includes(rowInOrder)) putRowInOrder(shown[0]);
};

startCalendar();
startPointer();
putRowInOrder(rows[0]);
document.addEventListener("keydown", onKey);
rowList.addEventListener("focusin", onRowFocus);
document.getElementById("looks").addEventListener("click", ({ target }) => LOOKS[target.dataset.look]?.());
filter.addEventListener("input", applyFilter);
raised.addEventListener("change", applyFilter);
addEventListener("resize", () => { orderDays(); changed(); });
addEventListener("beforeprint", () => draw(shownRows(), PAPER));
addEventListener("afterprint", changed);
document.documentElement.classList.remove("still");
changed();
