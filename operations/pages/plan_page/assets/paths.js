// Timelines and marks as SVG path data, and the labels of the time axis.
const WIDTH = 1000, HEIGHT = 100;
const NARROWEST = 0.5;  // narrower steps are drawn as one, at the highest level: paths stay short

const outline = (timeline, from, to, top) => {
  const [, levels, , excess] = timeline, starts = startsOf(timeline);
  const x = (at) => Math.max((at - from) / (to - from) * WIDTH, 0);
  const y = (level) => (HEIGHT - level / top * HEIGHT).toFixed(1);
  const points = [];
  for (let index = stepAt(timeline, from); index < levels.length && starts[index] < to; index++) {
    const point = { x: x(starts[index]), level: levels[index], clamped: excess && excess[index] > 0 };
    const before = points.at(-1);
    if (!before || point.x - before.x >= NARROWEST) {
      points.push(point);
      continue;
    }
    const after = { ...point, x: before.x + NARROWEST };
    before.level = Math.max(before.level, point.level);
    before.clamped ||= point.clamped;
    if (x(starts[index + 1]) > after.x && after.level < before.level) points.push(after);
  }
  let line = `M0 ${y(points[0].level)}`, clamped = "";
  points.forEach((point, index) => {
    const next = index + 1 < points.length ? points[index + 1].x.toFixed(1) : WIDTH;
    line += `V${y(point.level)}H${next}`;
    if (point.clamped) clamped += `M${point.x.toFixed(1)} 0V${y(point.level)}H${next}V0Z`;
  });
  return { line, area: `${line}V${HEIGHT}H0Z`, clamped };
};

// Early raises as lines at their levels, from their starts to those of their steps.
const earlyLines = (early, from, to, top) => {
  const x = (at) => (Math.min(Math.max((at - from) / (to - from), 0), 1) * WIDTH).toFixed(1);
  let path = "";
  for (let index = 0; index < early.length; index += 3) {
    const [begins, ends, level] = early.slice(index, index + 3);
    if (ends <= from || begins >= to) continue;
    const y = (HEIGHT - level / top * HEIGHT).toFixed(1);
    path += `M${x(begins)} ${HEIGHT}V${y}H${x(ends)}`;
  }
  return path;
};

// Vertical strokes at ascending instants; strokes that are too close are drawn as one.
const strokes = (instants, from, to) => {
  let last = -1, path = "";
  for (const at of instants) {
    const x = (at - from) / (to - from) * WIDTH;
    if (x - last < NARROWEST) continue;
    path += `M${x.toFixed(1)} 0V${HEIGHT}`;
    last = x;
  }
  return path;
};

const CLOCK_STEPS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];

// The axis labels at round local times; each label needs `room` seconds.
const axisLabels = (from, to, room) => {
  const step = CLOCK_STEPS.find((seconds) => seconds >= room);
  return step ? clockLabels(from, to, step) : dayLabels(from, to, room);
};

const clockLabels = (from, to, step) => {
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

const DAY_FILTERS = [
  () => true,
  (local, day) => day % 2 === 0,
  (local) => local.getUTCDay() === 1,
  (local) => local.getUTCDate() === 1,
  (local) => local.getUTCDate() === 1 && local.getUTCMonth() % 3 === 0,
];
const FIRST_MONTHLY = 3;

const dayLabels = (from, to, room) => {
  const days = [];
  for (let day = dayOf(from); day < DAYS; day++) {
    if (plan.days[day] >= from && plan.days[day] < to) days.push(day);
  }
  for (const [index, filter] of DAY_FILTERS.entries()) {
    const found = days.filter((day) => filter(localAt(plan.days[day]), day));
    const needed = index < FIRST_MONTHLY ? room : room * 0.6;
    if (found.length * needed <= to - from) return found.map((day) => dayLabel(plan.days[day], index));
  }
  return [];
};

const dayLabel = (at, index) => {
  const local = localAt(at), month = MONTHS[local.getUTCMonth()];
  if (index < FIRST_MONTHLY) return { at, text: date(at), style: index === 0 && local.getUTCDay() === 1 ? "strong" : "" };
  const january = local.getUTCMonth() === 0;
  return { at, text: january ? `${month} ${local.getUTCFullYear()}` : month, style: january ? "strong" : "" };
};
