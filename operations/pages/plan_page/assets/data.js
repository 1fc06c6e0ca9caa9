// The plan as it comes with the page: texts, shapes and courses are kept once, and referred to.
const plan = JSON.parse(document.getElementById("plan").textContent);

const dimensions = plan.dimensions.map(([target, dimension, baseline, max, sums, top, course]) => ({
  name: `${plan.texts[target]}.${plan.texts[dimension]}`,
  baseline, max, sums, top,
  course: plan.courses[course],
}));

const fixtures = plan.fixtures.map(([name, profile, kickoff, shape, demand, scale]) => ({
  name: plan.texts[name],
  profile: plan.texts[profile],
  kickoff, scale,
  phases: plan.shapes[shape],
  demand: plan.demands[demand],
  get opens() { return kickoff + this.phases[0][0]; },
  get closes() { return kickoff + this.phases.at(-1)[1]; },
}));

// How many of ascending values are below `wanted`.
const countBelow = (values, wanted) => {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1; else high = middle;
  }
  return low;
};

// The last index whose value, a whole number, is at most `wanted`; the first index where none is.
const lastAtMost = (values, wanted) => Math.max(countBelow(values, Math.floor(wanted) + 1) - 1, 0);

// When each step of a course begins, and the last ends: step n is [starts[n], starts[n + 1]).
const startsOf = (course) => {
  if (!course.starts) {
    let at = plan.from;
    course.starts = [at, ...course[0].map((seconds) => at += seconds)];
  }
  return course.starts;
};

const stepAt = (course, at) => Math.min(lastAtMost(startsOf(course), at), course[0].length - 1);

const stepOf = (course, index) => ({
  from: startsOf(course)[index],
  to: startsOf(course)[index + 1],
  level: course[1][index],
  because: plan.groups[course[2][index]].map((number) => fixtures[number]),
  excess: course[3] ? course[3][index] : 0,
});

const byKickoff = [...fixtures].sort((one, other) => one.kickoff - other.kickoff || (one.name < other.name ? -1 : 1));
const kickoffs = byKickoff.map((fixture) => fixture.kickoff);

// The fixtures that kick off during [from, to), in order.
const kickingOff = (from, to) => byKickoff.slice(countBelow(kickoffs, from), countBelow(kickoffs, to));

// What a fixture asks of a dimension at share and scale 1.
const demandOf = (fixture, dimension) => {
  const place = fixture.demand.findIndex((value, index) => index % 2 === 0 && value === dimension);
  return place < 0 ? 0 : fixture.demand[place + 1];
};

// What it asks at an instant.
const askedOf = (fixture, dimension, at) => {
  const since = at - fixture.kickoff;
  const phase = fixture.phases.find(([from, to]) => from <= since && since < to);
  return phase ? demandOf(fixture, dimension) * phase[2] * fixture.scale : 0;
};
