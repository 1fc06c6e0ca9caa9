// The pointer over the charts: it shows details, pans, zooms and selects.
const DRAG = 4;  // pixels from which a press is a drag
const rowList = document.getElementById("rows");
let press = null;  // its start, and the interval shown then

const rowOf = (target) => rows[target.closest("svg")?.parentElement.dataset.row];

const instantAt = (event) => {
  const { left, width } = axis.getBoundingClientRect();
  return clamp(view.from + (event.clientX - left) / width * visibleLength(), plan.from, plan.to - 1);
};

const hover = (event) => {
  const row = rowOf(event.target);
  if (!row) return select(selected);
  const at = instantAt(event);
  mark(row, at);
  showStep(row, stepAt(row.timeline, at), at);
};

const onMove = (event) => {
  if (!press) return hover(event);
  const moved = event.clientX - press.x;
  press.isDrag ||= Math.abs(moved) > DRAG;
  if (!press.isDrag) return;
  rowList.setPointerCapture(event.pointerId);
  const by = moved / axis.clientWidth * (press.to - press.from);
  show(press.from - by, press.to - by);
};

const onRelease = (event) => {
  const row = press && !press.isDrag && rowOf(event.target);
  press = null;
  if (row) goTo(row, stepAt(row.timeline, instantAt(event)));
};

const onWheel = (event) => {
  const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
  const isZoom = event.ctrlKey || event.metaKey;
  if (!isSideways && !isZoom) return;
  event.preventDefault();
  if (isZoom) zoom(Math.exp(clamp(event.deltaY, -100, 100) / 200), instantAt(event));
  else pan((event.deltaX || event.deltaY) / axis.clientWidth * visibleLength());
};

rowList.addEventListener("pointerdown", (event) => {
  if (event.button === 0 && rowOf(event.target)) press = { x: event.clientX, from: view.from, to: view.to, isDrag: false };
});
rowList.addEventListener("pointermove", onMove);
rowList.addEventListener("pointerup", onRelease);
rowList.addEventListener("pointercancel", () => { press = null; });
rowList.addEventListener("pointerleave", () => { if (!press) select(selected); });
rowList.addEventListener("wheel", onWheel, { passive: false });
rowList.addEventListener("dblclick", (event) => {
  if (rowOf(event.target)) showDays(dayOf(instantAt(event)), dayOf(instantAt(event)));
});
