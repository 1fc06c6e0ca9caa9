// The days of the calendar: the days shown in the charts are highlighted. A click zooms to a day or
// to the window of a fixture.
const dayList = document.getElementById("days");
const dayButtons = [...dayList.querySelectorAll("button")];
const dayCells = dayButtons.map((button) => button.parentElement);

const markDays = () => {
  const [first, last] = isWhole() ? [0, -1] : [dayOf(view.from), dayOf(view.to - 1)];
  dayCells.forEach((cell, day) => cell.classList.toggle("shown", first <= day && day <= last));
};

const markToday = () => {
  const now = Date.now() / 1000;
  if (now >= plan.days[0] && now < plan.days[DAYS]) dayCells[dayOf(now)].classList.add("today");
};

// A narrow screen hides days without fixtures.
const isShown = (button) => button.offsetParent !== null;

const orderDays = () => {
  if (!inTabOrder.day || !isShown(inTabOrder.day)) putInTabOrder("day", dayButtons.find(isShown) ?? dayButtons[0]);
};

// Up and down move by a week in a grid of weeks, by a day in a list.
const onDayKey = (event) => {
  const week = getComputedStyle(dayList).display === "grid" ? 7 : 1;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -week, ArrowDown: week }[event.key];
  const day = dayButtons.indexOf(event.target);
  if (day < 0 || !by) return;
  event.preventDefault();
  let next = day + by;
  while (dayButtons[next] && !isShown(dayButtons[next])) next += Math.sign(by);
  if (!dayButtons[next]) return;
  putInTabOrder("day", dayButtons[next]);
  dayButtons[next].focus();
};

const openDay = (day) => {
  putInTabOrder("day", dayButtons[day]);
  showDays(day, day);
  select({ day });
};

// Show the window of a fixture with some time before and after it.
const AROUND = 30 * MINUTE;
const openFixture = (fixture) => {
  show(fixture.opens - AROUND, fixture.closes + AROUND);
  select({ fixture });
};

const onDayClick = (event) => {
  const { target } = event, cell = target.closest(".day");
  const item = target.closest("li[data-fixture]"), byPointer = event.detail > 0;
  if (item) openFixture(fixtures[item.dataset.fixture]);
  else if (target.closest("button, .more")) openDay(dayCells.indexOf(cell));
  else return;
  const timelines = document.getElementById("timelines");
  if (byPointer && timelines.getBoundingClientRect().top > innerHeight - 200) timelines.scrollIntoView();
};

for (const button of dayButtons) button.tabIndex = -1;
orderDays();
markToday();
dayList.addEventListener("keydown", onDayKey);
dayList.addEventListener("click", onDayClick);
dayList.addEventListener("focusin", ({ target }) => {
  if (target.matches(":focus-visible")) select({ day: dayButtons.indexOf(target) });
});
dayList.addEventListener("pointerover", ({ target, pointerType }) => {
  const cell = target.closest(".day");
  if (cell && pointerType === "mouse") showDay(dayCells.indexOf(cell));
});
dayList.addEventListener("pointerleave", () => select(selected));
