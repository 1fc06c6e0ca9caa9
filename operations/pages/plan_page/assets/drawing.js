// A course between two instants as paths of SVG; drawing.py draws alike without a script.
const WIDTH = 1000, HEIGHT = 100;
const NARROWEST = 0.5;  // what is narrower is drawn as one, at its highest: so paths stay short

const outline = (course, from, to, top) => {
  const [, levels, , excess] = course, starts = startsOf(course);
  const x = (at) => Math.max((at - from) / (to - from) * WIDTH, 0);
  const y = (level) => (HEIGHT - level / top * HEIGHT).toFixed(1);
  const points = [];
  for (let index = stepAt(course, from); index < levels.length && starts[index] < to; index++) {
    const point = { x: x(starts[index]), level: levels[index], held: excess && excess[index] > 0 };
    const before = points.at(-1);
    if (!before || point.x - before.x >= NARROWEST) {
      points.push(point);
      continue;
    }
    const after = { ...point, x: before.x + NARROWEST };
    before.level = Math.max(before.level, point.level);
    before.held ||= point.held;
    if (x(starts[index + 1]) > after.x && after.level < before.level) points.push(after);
  }
  let line = `M0 ${y(points[0].level)}`, held = "";
  points.forEach((point, index) => {
    const next = index + 1 < points.length ? points[index + 1].x.toFixed(1) : WIDTH;
    line += `V${y(point.level)}H${next}`;
    if (point.held) held += `M${point.x.toFixed(1)} 0V${y(point.level)}H${next}V0Z`;
  });
  return { line, area: `${line}V${HEIGHT}H0Z`, held };
};

// Strokes from top to bottom at instants in ascending order, those too near to one another as one.
const strokes = (instants, from, to) => {
  let last = -1, marks = "";
  for (const at of instants) {
    const x = (at - from) / (to - from) * WIDTH;
    if (x - last < NARROWEST) continue;
    marks += `M${x.toFixed(1)} 0V${HEIGHT}`;
    last = x;
  }
  return marks;
};

const CLOCK_STEPS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];

// Where the axis is marked when each label needs `room` seconds: at round local times.
const ticks = (from, to, room) => {
  const step = CLOCK_STEPS.find((seconds) => seconds >= room);
  return step ? clockTicks(from, to, step) : dayTicks(from, to, room);
};

const clockTicks = (from, to, step) => {
  const found = [];
  for (let day = dayOf(from); day < DAYS && plan.days[day] < to; day++) {
    for (let at = plan.days[day]; at < plan.days[day + 1]; at += Math.min(step, 30 * MINUTE)) {
      const local = localAt(at);
      const seconds = local.getUTCHours() * HOUR + local.getUTCMinutes() * MINUTE + local.getUTCSeconds();
      if (at < from || at >= to || seconds % step) continue;
      const midnight = at === plan.days[day];
      found.push({ at, text: midnight ? date(at) : clock(at), style: midnight ? "strong" : "" });
    }
  }
  return found;
};

const DAY_STEPS = [
  () => true,
  (local, day) => day % 2 === 0,
  (local) => local.getUTCDay() === 1,
  (local) => local.getUTCDate() === 1,
  (local) => local.getUTCDate() === 1 && local.getUTCMonth() % 3 === 0,
];

const isMonthly = (kept) => DAY_STEPS.indexOf(kept) >= 3;

const dayTicks = (from, to, room) => {
  const days = [];
  for (let day = dayOf(from); day < DAYS; day++) {
    if (plan.days[day] >= from && plan.days[day] < to) days.push(day);
  }
  for (const kept of DAY_STEPS) {
    const found = days.filter((day) => kept(localAt(plan.days[day]), day));
    const needed = isMonthly(kept) ? room * 0.6 : room;
    if (found.length * needed <= to - from) return found.map((day) => dayTick(plan.days[day], kept));
  }
  return [];
};

const dayTick = (at, kept) => {
  const local = localAt(at), month = MONTHS[local.getUTCMonth()];
  if (isMonthly(kept)) {
    const january = local.getUTCMonth() === 0;
    return { at, text: january ? `${month} ${local.getUTCFullYear()}` : month, style: january ? "strong" : "" };
  }
  const monday = kept === DAY_STEPS[0] && local.getUTCDay() === 1;
  return { at, text: date(at), style: monday ? "strong" : "" };
};
