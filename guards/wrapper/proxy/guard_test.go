package main

import (
	"testing"
	"time"
)

func TestAPingIsAnObjectWithTheSingleKeyKickoffAndATextPing(t *testing.T) {
	for event, until := range map[string]float64{
		`{"kickoff": {"ping": "w"}}`:                                            0,
		`{"kickoff": {"ping": ""}}`:                                             0,
		` {"kickoff":{"ping":"w","later":[{}],"index":3,"hold_until":17.5}}`:    17.5,
		`{"kickoff": {"ping": "w", "hold_until": 1.796473200123e12}}`:           1796473200123,
		`{"kickoff": {"ping": "w", "hold_until": "1796473200123"}}`:             0,
		`{"kickoff": {"ping": "w", "hold_until": null}}`:                        0,
		`{"kickoff": {"ping": "w", "hold_until": true}}`:                        0,
		"{\"\\u006bickoff\": {\"p\\u0069ng\": \"w\", \"hold_until\": 1}}":       1,
		`{"kickoff": {"hold_until": 2, "ping": "w \"kickoff\""}}` + "\r\n\t \n": 2,
	} {
		if said := recognise([]byte(event)); said == nil || said.holdUntil != until {
			t.Errorf("%s is read as %v", event, said)
		}
	}
}

func TestAnyOtherEventIsNoPing(t *testing.T) {
	for _, event := range []string{
		``,
		`{}`,
		`null`,
		`[]`,
		`7`,
		`"kickoff"`,
		`{"kickoff": null}`,
		`{"kickoff": "w"}`,
		`{"kickoff": ["ping"]}`,
		`{"kickoff": {}}`,
		`{"kickoff": {"ping": null}}`,
		`{"kickoff": {"ping": 7}}`,
		`{"kickoff": {"Ping": "w"}}`,
		`{"Kickoff": {"ping": "w"}}`,
		`{"kickoff": {"ping": "w"}, "order": 7}`,
		`{"order": {"kickoff": {"ping": "w"}}}`,
		`{"kickoff": {"ping": "w"}`,
		`{"kickoff": {"ping": "w"}}}`,
	} {
		if recognise([]byte(event)) != nil {
			t.Errorf("%s is read as a ping", event)
		}
	}
}

func TestAHoldIsBounded(t *testing.T) {
	const begun = 1_796_473_200_000
	for _, it := range []struct {
		until    float64
		deadline int64
		wait     float64
	}{
		{begun + 41, 0, 41},
		{begun - 1, 0, 0},
		{0, 0, 0},
		{begun + 60_000, 0, 5_000},
		{1e300, 0, 5_000},
		{begun + 4_000, begun + 3_000, 2_500},
		{begun + 60_000, begun + 900_000, 5_000},
		{begun + 4_000, begun + 400, 0},
	} {
		if wait := longestWait(begun, it.until, it.deadline); wait != it.wait {
			t.Errorf("%+v waits %v ms", it, wait)
		}
	}
}

func TestAContainerCountsItsInvocationsFromItsStartOrRestore(t *testing.T) {
	now := time.UnixMilli(1_796_473_200_000)
	all := newContainer("")
	begun := all.answer(now)
	if !begun.First || begun.IdleMS != nil || begun.Init != "on-demand" {
		t.Errorf("a new container answers %+v", begun)
	}
	all.enter()
	all.ready(now)
	all.ready(now.Add(time.Minute)) // no event came in between
	served := all.answer(now.Add(90 * time.Second))
	if served.First || *served.IdleMS != 90_000 || served.Container != begun.Container {
		t.Errorf("after an event it answers %+v", served)
	}
	all.restore()
	restored := all.answer(now)
	if !restored.First || restored.IdleMS != nil || restored.Container == begun.Container {
		t.Errorf("after a restore it answers %+v", restored)
	}
}

func TestARealEventIsTheFirstInvocation(t *testing.T) {
	all := newContainer("snap-start")
	all.enter()
	if words := all.answer(time.Now()); words.First || words.Init != "snap-start" {
		t.Errorf("after an event it answers %+v", words)
	}
}
