// Local time as the calendar's zone has it; when its clocks change comes with the page.
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const SINCE = plan.offsets.map(([since]) => since);
const DAYS = plan.days.length - 1;

const offsetAt = (at) => plan.offsets[lastAtMost(SINCE, at)];

// A date whose UTC parts are the local ones.
const localAt = (at) => new Date((at + offsetAt(at)[1]) * 1000);

const dayOf = (at) => Math.min(lastAtMost(plan.days, at), DAYS - 1);

// Whether its local time comes twice: within what clocks are put back, on either side of the change.
const comesTwice = (at) => plan.offsets.some(([since, ahead], index) => {
  const back = index > 0 ? plan.offsets[index - 1][1] - ahead : 0;
  return at >= since - back && at < since + back;
});

const two = (number) => String(number).padStart(2, "0");

const clock = (at) => {
  const local = localAt(at);
  const seconds = local.getUTCSeconds() ? `:${two(local.getUTCSeconds())}` : "";
  const zone = comesTwice(at) ? ` ${offsetAt(at)[2]}` : "";
  return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}${seconds}${zone}`;
};

const date = (at) => {
  const local = localAt(at);
  return `${WEEKDAYS[local.getUTCDay()]} ${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]}`;
};

const when = (at) => `${date(at)} ${clock(at)}`;

// From one instant to another; the date of the second where it differs, or the whole days meant.
const between = (from, to) => {
  if (plan.days.includes(from) && plan.days.includes(to)) {
    const last = to - 1;
    return date(from) === date(last) ? date(from) : `${date(from)} to ${date(last)}`;
  }
  return `${when(from)} to ${date(from) === date(to) ? clock(to) : when(to)}`;
};

const lasting = (seconds) => {
  const parts = [[DAY, "d"], [HOUR, "h"], [MINUTE, "m"], [1, "s"]];
  const told = [];
  for (const [size, unit] of parts) {
    if (seconds >= size) told.push(`${Math.floor(seconds / size)}${unit}`);
    seconds %= size;
  }
  return told.slice(0, 2).join(" ");
};
