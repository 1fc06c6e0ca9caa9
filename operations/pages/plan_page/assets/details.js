// The details of a level or a day, beside the charts and for a screen reader.
const MOST_LISTED = 200, MOST_SPOKEN = 5;
const details = document.getElementById("details");
const help = [...details.childNodes];

const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const amount = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: 3 });

const reasonOf = (dimension, { level, because, excess }) => {
  if (!because.length) return "baseline";
  if (excess) return `limited to max; demand is ${amount(excess)} higher`;
  if (because.length === 1) return `because of ${because[0].name}`;
  return `${dimension.sums ? "sum" : "highest"} of the demand of ${because.length} fixtures`
    + (level > dimension.max ? `, above max ${amount(dimension.max)}` : "");
};

// One sentence for a screen reader.
const sentence = (dimension, step) => {
  const text = `${amount(step.level)}, ${interval(step.from, step.to)}, ${reasonOf(dimension, step)}`;
  if (step.because.length < 2 && !step.excess) return text;
  const names = step.because.slice(0, MOST_SPOKEN).map((fixture) => fixture.name).join(", ");
  const others = step.because.length - MOST_SPOKEN;
  return `${text}: ${names}${others > 0 ? ` and ${others} more` : ""}`;
};

// The profile of a fixture with its scale, and the entry of a feed that it comes from.
const profileOf = ({ profile, scale, entry }) =>
  `${profile}${scale === "1" ? "" : ` x ${scale}`}${entry && `, from ${entry}`}`;

// A list of fixtures, each with a value and the times `timesOf` returns.
const listOf = (found, valueOf, timesOf) => {
  const items = found.slice(0, MOST_LISTED).map((fixture) => element("li", {},
    element("bdi", {}, fixture.name),
    element("span", {}, valueOf(fixture)),
    element("small", {}, `${timesOf(fixture)}, ${profileOf(fixture)}`)));
  if (found.length > MOST_LISTED) items.push(element("li", {}, `and ${amount(found.length - MOST_LISTED)} more`));
  return element("ul", {}, ...items);
};

const showDetails = (...children) => {
  const close = element("button", { type: "button", className: "close", ariaLabel: "Close", textContent: "\u00d7" });
  close.addEventListener("click", () => select(null));
  details.className = "";
  details.replaceChildren(close, ...children);
};

// The demand of each fixture is that of an instant: it may change while the level does not.
const showStep = ({ number, dimension, timeline }, index, at) => {
  const step = stepOf(timeline, index), early = earlyAt(dimension, at ?? step.from);
  const raised = early ? [`Raised early to ${amount(early.level)}, needed from ${dateAndClock(early.step)}: the raise takes long`] : [];
  showDetails(
    element("h2", {}, element("bdi", {}, dimension.name)),
    element("p", {}, `${interval(step.from, step.to)} `, element("small", {}, duration(step.to - step.from))),
    element("p", { className: "level" }, element("b", {}, amount(step.level)), " ", element("small", {}, dimension.unit)),
    element("p", { className: step.excess ? "reason excess" : "reason" }, reasonOf(dimension, step)),
    ...raised.map((text) => element("p", { className: "reason" }, text)),
    listOf(step.because, (fixture) => amount(demandAt(fixture, number, at ?? step.from)),
      ({ kickoff }) => `kick-off ${dateAndClock(kickoff)}`),
  );
};

const showDay = (day) => {
  const found = byKickoff.filter((fixture) => dayOf(fixture.kickoff) === day);
  showDetails(
    element("h2", {}, date(plan.days[day])),
    element("p", {}, `${found.length || "No"} fixture${found.length === 1 ? "" : "s"}`),
    listOf(found, ({ kickoff }) => clock(kickoff), ({ opens, closes }) => interval(opens, closes)),
  );
};

// A fixture with its highest demand on each dimension.
const showFixture = (fixture) => {
  const most = fixture.phases.reduce((highest, [, , share]) => Math.max(highest, share), 0) * fixture.scale;
  const demands = dimensions.flatMap((dimension, number) => {
    const demand = fullDemand(fixture, number) * most;
    return demand ? [element("li", {}, element("bdi", {}, dimension.name), element("span", {}, amount(demand)),
      element("small", {}, dimension.unit))] : [];
  });
  showDetails(
    element("h2", {}, element("bdi", {}, fixture.name)),
    element("p", {}, `Kick-off ${dateAndClock(fixture.kickoff)}, ${profileOf(fixture)}`),
    element("p", {}, `Window ${interval(fixture.opens, fixture.closes)}`),
    element("ul", {}, ...demands),
  );
};

const showHelp = () => {
  details.className = "idle";
  details.replaceChildren(...help);
};
