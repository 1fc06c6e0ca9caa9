package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
	"sync"
	"time"
)

const (
	// The longest hold, whatever a ping says: a held container serves no live request.
	longestHold = 5_000
	// A ping is answered this many ms before the function's timeout, which would end the container.
	spare = 500
)

// A ping has an instant to answer, in epoch ms. In the past: at once.
type ping struct{ holdUntil float64 }

// recognise returns the ping in an event, or nil: {"kickoff": {"ping": "<wave id>", ...}}.
func recognise(event []byte) *ping {
	// A word may be spelled in escapes. Most events have neither, and are not parsed.
	if !bytes.Contains(event, []byte(`"kickoff"`)) && !bytes.Contains(event, []byte(`\u`)) {
		return nil
	}
	var words map[string]json.RawMessage
	if json.Unmarshal(event, &words) != nil || len(words) != 1 {
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(words["kickoff"], &fields) != nil {
		return nil
	}
	var wave *string
	if json.Unmarshal(fields["ping"], &wave) != nil || wave == nil {
		return nil
	}
	// Another type is no number. One too large for a number is infinite.
	until, err := strconv.ParseFloat(string(fields["hold_until"]), 64)
	if err != nil && !math.IsInf(until, 0) {
		until = 0
	}
	return &ping{until}
}

// A container is the state of one execution environment. Its methods may run at the same time.
type container struct {
	lock    sync.Mutex
	init    string
	id      string
	entered bool
	serving bool
	served  time.Time
}

// An answer has the words of docs/guard-protocol.md.
type answer struct {
	Container string `json:"container"`
	First     bool   `json:"first"`
	Init      string `json:"init"`
	IdleMS    *int64 `json:"idle_ms"`
	HeldMS    int64  `json:"held_ms"`
}

func newContainer(init string) *container {
	if init == "" {
		init = "on-demand"
	}
	return &container{init: init}
}

// restore forgets all invocations: SnapStart clones the memory into many containers.
func (all *container) restore() {
	all.lock.Lock()
	defer all.lock.Unlock()
	all.id, all.entered, all.serving, all.served = "", false, false, time.Time{}
}

// ready records that the runtime asks for work: its last event has ended.
func (all *container) ready(now time.Time) {
	all.lock.Lock()
	defer all.lock.Unlock()
	if all.serving {
		all.serving, all.served = false, now
	}
}

// enter records a real event.
func (all *container) enter() {
	all.lock.Lock()
	defer all.lock.Unlock()
	all.entered, all.serving = true, true
}

// reply holds the container and returns the answer to a ping. The deadline is in epoch ms, 0 for none.
func (all *container) reply(said *ping, deadline int64) []byte {
	begun := time.Now()
	words := all.answer(begun)
	words.HeldMS = hold(begun, said.holdUntil, deadline)
	told, _ := json.Marshal(map[string]answer{"kickoff": words})
	return told
}

func (all *container) answer(now time.Time) answer {
	all.lock.Lock()
	defer all.lock.Unlock()
	if all.id == "" {
		name := make([]byte, 16)
		_, _ = rand.Read(name)
		all.id = hex.EncodeToString(name)
	}
	words := answer{Container: all.id, First: !all.entered, Init: all.init}
	if !all.served.IsZero() {
		// Without the monotonic clock, which stands still in a frozen container.
		idle := now.Round(0).Sub(all.served.Round(0)).Milliseconds()
		if idle < 0 {
			idle = 0
		}
		words.IdleMS = &idle
	}
	all.entered = true
	return words
}

// hold waits until an instant in epoch ms; it returns the time held in ms.
func hold(begun time.Time, until float64, deadline int64) int64 {
	wait := longestWait(begun.UnixMilli(), until, deadline)
	time.Sleep(time.Duration(wait * float64(time.Millisecond)))
	return int64(math.Min(wait, float64(time.Since(begun).Milliseconds())))
}

// longestWait returns the ms from an instant until another, or to the end of what a ping may hold.
// All instants are in epoch ms.
func longestWait(begun int64, until float64, deadline int64) float64 {
	wait := math.Min(until-float64(begun), longestHold)
	if deadline > 0 {
		wait = math.Min(wait, float64(deadline-begun-spare))
	}
	return math.Max(wait, 0)
}
