// The plan in the page: equal texts, shapes and timelines are stored once and referred to by number.
const plan = JSON.parse(document.getElementById("plan").textContent);

const dimensions = plan.dimensions.map(([target, dimension, unit, baseline, max, sums, timeline, early]) => ({
  name: `${plan.texts[target]}.${plan.texts[dimension]}`,
  unit: plan.texts[unit],
  baseline, max, sums,
  timeline: plan.timelines[timeline],
  early: plan.early[early],
}));

// The early raise under way at an instant: its level and the start of its step; undefined if none.
const earlyAt = ({ early }, at) => {
  for (let index = 0; index < early.length; index += 3) {
    if (early[index] <= at && at < early[index + 1]) return { level: early[index + 2], step: early[index + 1] };
  }
};

const fixtures = plan.fixtures.map(([name, profile, kickoff, shape, demand, scale, entry]) => ({
  name: plan.texts[name],
  profile: plan.texts[profile],
  entry: plan.texts[entry] ?? "",
  kickoff, scale,
  phases: plan.shapes[shape],
  demand: plan.demands[demand],
  get opens() { return kickoff + this.phases[0][0]; },
  get closes() { return kickoff + this.phases.at(-1)[1]; },
}));

// The number of ascending values below a limit.
const countBelow = (values, limit) => {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < limit) low = middle + 1; else high = middle;
  }
  return low;
};

// The last index whose value, a whole number, is at most a limit; 0 where there is none.
const lastAtMost = (values, limit) => Math.max(countBelow(values, Math.floor(limit) + 1) - 1, 0);

// The starts of the steps of a timeline, and the end of the last: step n is [starts[n], starts[n + 1]).
const startsOf = (timeline) => {
  if (!timeline.starts) {
    let at = plan.from;
    timeline.starts = [at, ...timeline[0].map((seconds) => at += seconds)];
  }
  return timeline.starts;
};

const stepAt = (timeline, at) => Math.min(lastAtMost(startsOf(timeline), at), timeline[0].length - 1);

const stepOf = (timeline, index) => ({
  from: startsOf(timeline)[index],
  to: startsOf(timeline)[index + 1],
  level: timeline[1][index],
  because: plan.fixture_sets[timeline[2][index]].map((number) => fixtures[number]),
  excess: timeline[3] ? timeline[3][index] : 0,
});

const byKickoff = [...fixtures].sort((one, other) => one.kickoff - other.kickoff || (one.name < other.name ? -1 : 1));
const kickoffs = byKickoff.map((fixture) => fixture.kickoff);

// The fixtures that kick off during [from, to), in order.
const kickingOff = (from, to) => byKickoff.slice(countBelow(kickoffs, from), countBelow(kickoffs, to));

// The demand of a fixture on a dimension at share and scale 1.
const fullDemand = (fixture, dimension) => {
  const place = fixture.demand.findIndex((value, index) => index % 2 === 0 && value === dimension);
  return place < 0 ? 0 : fixture.demand[place + 1];
};

const demandAt = (fixture, dimension, at) => {
  const since = at - fixture.kickoff;
  const phase = fixture.phases.find(([from, to]) => from <= since && since < to);
  return phase ? fullDemand(fixture, dimension) * phase[2] * fixture.scale : 0;
};
