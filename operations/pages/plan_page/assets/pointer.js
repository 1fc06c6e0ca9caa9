// The pointer over the timelines: it tells, pans, zooms and selects.
const FAR = 4;  // pixels from which a press is a drag
const rowList = document.getElementById("rows");
let press = null;  // where it began, and what was shown then

const rowOf = (target) => rows[target.closest("svg")?.parentElement.dataset.row];

const instantAt = (event) => {
  const { left, width } = axis.getBoundingClientRect();
  return within(view.from + (event.clientX - left) / width * viewed(), plan.from, plan.to - 1);
};

const hover = (event) => {
  const row = rowOf(event.target);
  if (!row) return select(selected);
  const at = instantAt(event);
  point(row, at);
  tellStep(row, stepAt(row.course, at), at);
};

const onMove = (event) => {
  if (!press) return hover(event);
  const moved = event.clientX - press.x;
  press.far ||= Math.abs(moved) > FAR;
  if (!press.far) return;
  rowList.setPointerCapture(event.pointerId);
  const by = moved / axis.clientWidth * (press.to - press.from);
  look(press.from - by, press.to - by);
};

const onRelease = (event) => {
  const row = press && !press.far && rowOf(event.target);
  press = null;
  if (row) goTo(row, stepAt(row.course, instantAt(event)));
};

const onWheel = (event) => {
  const aside = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  const zooms = event.ctrlKey || event.metaKey;
  if (!aside && !zooms) return;
  event.preventDefault();
  if (zooms) zoom(Math.exp(within(event.deltaY, -100, 100) / 200), instantAt(event));
  else pan((event.deltaX || event.deltaY) / axis.clientWidth * viewed());
};

const startPointer = () => {
  rowList.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && rowOf(event.target)) press = { x: event.clientX, from: view.from, to: view.to, far: false };
  });
  rowList.addEventListener("pointermove", onMove);
  rowList.addEventListener("pointerup", onRelease);
  rowList.addEventListener("pointercancel", () => { press = null; });
  rowList.addEventListener("pointerleave", () => { if (!press) select(selected); });
  rowList.addEventListener("wheel", onWheel, { passive: false });
  rowList.addEventListener("dblclick", (event) => {
    if (rowOf(event.target)) lookAtDays(dayOf(instantAt(event)), dayOf(instantAt(event)));
  });
};
