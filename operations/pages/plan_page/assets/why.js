// What is told of a level or a day, beside the charts and to a screen reader.
const MOST_TOLD = 200, MOST_SPOKEN = 5;
const why = document.getElementById("why");
const idle = [...why.childNodes];

const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const amount = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: 3 });

const unitOf = (name) => {
  if (name.endsWith("warm")) return "warm containers";
  return name.endsWith("provisioned") ? "provisioned environments" : "capacity units a second";
};

const reasonOf = (dimension, step) => {
  const { level, because, excess } = step;
  if (!because.length) return "its baseline";
  if (excess) return `its max; ${amount(excess)} more are asked`;
  if (because.length === 1) return `because of ${because[0].name}`;
  return `${dimension.sums ? "the sum" : "the highest"} of what ${because.length} fixtures ask`
    + (level > dimension.max ? `, above its max of ${amount(dimension.max)}` : "");
};

// One sentence, for a screen reader.
const sentence = (dimension, step) => {
  const told = `${amount(step.level)}, ${between(step.from, step.to)}, ${reasonOf(dimension, step)}`;
  if (step.because.length < 2 && !step.excess) return told;
  const names = step.because.slice(0, MOST_SPOKEN).map((fixture) => fixture.name).join(", ");
  const others = step.because.length - MOST_SPOKEN;
  return `${told}: ${names}${others > 0 ? ` and ${others} more` : ""}`;
};

const listOf = (shown, item) => {
  const items = shown.slice(0, MOST_TOLD).map(item);
  if (shown.length > MOST_TOLD) items.push(element("li", {}, `and ${amount(shown.length - MOST_TOLD)} more`));
  return element("ul", {}, ...items);
};

const profileOf = ({ profile, scale }) => (scale === "1" ? profile : `${profile} x ${scale}`);

const tell = (...children) => {
  const close = element("button", { type: "button", className: "close", ariaLabel: "Close", textContent: "\u00d7" });
  close.addEventListener("click", () => select(null));
  why.className = "";
  why.replaceChildren(close, ...children);
};

// What fixtures ask is told of an instant: it may change in a step whose level does not.
const tellStep = ({ number, dimension, course }, index, at) => {
  const step = stepOf(course, index), instant = at ?? step.from;
  tell(
    element("h2", {}, element("bdi", {}, dimension.name)),
    element("p", {}, `${between(step.from, step.to)} `, element("small", {}, lasting(step.to - step.from))),
    element("p", { className: "level" }, element("b", {}, amount(step.level)), " ", element("small", {}, unitOf(dimension.name))),
    element("p", { className: step.excess ? "reason excess" : "reason" }, reasonOf(dimension, step)),
    listOf(step.because, (fixture) => element("li", {},
      element("bdi", {}, fixture.name),
      element("span", {}, amount(askedOf(fixture, number, instant))),
      element("small", {}, `kick-off ${when(fixture.kickoff)}, ${profileOf(fixture)}`))),
  );
};

const tellDay = (day) => {
  const found = byKickoff.filter((fixture) => dayOf(fixture.kickoff) === day);
  tell(
    element("h2", {}, date(plan.days[day])),
    element("p", {}, `${found.length || "No"} fixture${found.length === 1 ? "" : "s"}`),
    listOf(found, (fixture) => element("li", {},
      element("bdi", {}, fixture.name),
      element("span", {}, clock(fixture.kickoff)),
      element("small", {}, `${between(fixture.opens, fixture.closes)}, ${profileOf(fixture)}`))),
  );
};

const tellNothing = () => {
  why.className = "idle";
  why.replaceChildren(...idle);
};
