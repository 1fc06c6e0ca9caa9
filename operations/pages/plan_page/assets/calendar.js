// The days: those shown in the timelines are marked, and each is a way to zoom to it.
const dayList = document.getElementById("days");
const dayButtons = [...dayList.querySelectorAll("button")];
const cells = dayButtons.map((button) => button.parentElement);
let marked = [0, -1];

const markDays = () => {
  const [first, last] = isWhole() ? [0, -1] : [dayOf(view.from), dayOf(view.to - 1)];
  if (first === marked[0] && last === marked[1]) return;
  for (let day = marked[0]; day <= marked[1]; day++) cells[day].classList.remove("shown");
  for (let day = first; day <= last; day++) cells[day].classList.add("shown");
  marked = [first, last];
};

const markToday = () => {
  const now = Date.now() / 1000;
  if (now >= plan.days[0] && now < plan.days[DAYS]) cells[dayOf(now)].classList.add("today");
};

// On a narrow screen days without fixtures are not shown.
const isShown = (button) => button.offsetParent !== null;

const orderDays = () => {
  if (!dayInOrder || !isShown(dayInOrder)) putDayInOrder(dayButtons.find(isShown) ?? dayButtons[0]);
};

// A week up and down where a week is a row, as on a wide screen; a day where each has its line.
const onDayKey = (event) => {
  const week = getComputedStyle(dayList).display === "grid" ? 7 : 1;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -week, ArrowDown: week }[event.key];
  const day = dayButtons.indexOf(event.target);
  if (day < 0 || !by) return;
  event.preventDefault();
  let next = day + by;
  while (dayButtons[next] && !isShown(dayButtons[next])) next += Math.sign(by);
  if (!dayButtons[next]) return;
  putDayInOrder(dayButtons[next]);
  dayButtons[next].focus();
};

const openDay = (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const day = dayButtons.indexOf(button), byPointer = event.detail > 0;
  putDayInOrder(button);
  lookAtDays(day, day);
  select({ day });
  const timelines = document.getElementById("timelines");
  if (byPointer && timelines.getBoundingClientRect().top > innerHeight - 200) timelines.scrollIntoView();
};

const startCalendar = () => {
  for (const button of dayButtons) button.tabIndex = -1;
  orderDays();
  markToday();
  dayList.addEventListener("keydown", onDayKey);
  dayList.addEventListener("click", openDay);
  dayList.addEventListener("focusin", ({ target }) => {
    if (target.matches(":focus-visible")) select({ day: dayButtons.indexOf(target) });
  });
  dayList.addEventListener("pointerover", ({ target, pointerType }) => {
    const cell = target.closest(".day");
    if (cell && pointerType === "mouse") tellDay(cells.indexOf(cell));
  });
  dayList.addEventListener("pointerleave", () => select(selected));
};
