// Local time in the zone of the calendar. The page contains the offsets of the zone.
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const OFFSET_STARTS = plan.offsets.map(([since]) => since);
const DAYS = plan.days.length - 1;

const offsetAt = (at) => plan.offsets[lastAtMost(OFFSET_STARTS, at)];

// A date whose UTC parts are the local ones.
const localAt = (at) => new Date((at + offsetAt(at)[1]) * 1000);

const dayOf = (at) => Math.min(lastAtMost(plan.days, at), DAYS - 1);

// True near a change that puts clocks back, where a local time occurs twice.
const isAmbiguous = (at) => plan.offsets.some(([since, ahead], index) => {
  const back = index > 0 ? plan.offsets[index - 1][1] - ahead : 0;
  return at >= since - back && at < since + back;
});

// Hours and minutes; seconds only where they are not 0.
const clock = (at) => {
  const time = localAt(at).toISOString().slice(11, 19).replace(/:00$/, "");
  return isAmbiguous(at) ? `${time} ${offsetAt(at)[2]}` : time;
};

const date = (at) => {
  const local = localAt(at);
  return `${WEEKDAYS[local.getUTCDay()]} ${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]}`;
};

const dateAndClock = (at) => `${date(at)} ${clock(at)}`;

// An interval as text: dates alone for whole days, and the second date only where it differs.
const interval = (from, to) => {
  if (plan.days.includes(from) && plan.days.includes(to)) {
    const last = to - 1;
    return date(from) === date(last) ? date(from) : `${date(from)} to ${date(last)}`;
  }
  return `${dateAndClock(from)} to ${date(from) === date(to) ? clock(to) : dateAndClock(to)}`;
};

// A length as text in its two largest units.
const duration = (seconds) => {
  const parts = [];
  for (const [size, unit] of [[DAY, "d"], [HOUR, "h"], [MINUTE, "m"], [1, "s"]]) {
    if (seconds >= size) parts.push(`${Math.floor(seconds / size)}${unit}`);
    seconds %= size;
  }
  return parts.slice(0, 2).join(" ");
};
