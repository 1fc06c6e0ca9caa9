package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The ends of the paths of the Runtime API that the proxy knows.
const (
	next     = "/runtime/invocation/next"
	restored = "/runtime/restore/next"
)

// next passes on the response to a request for the next event. Pings are answered here, and the
// same request is sent again. It returns true if the API closes the connection after the response.
func (l *link) next(target string, request []byte) (bool, error) {
	for {
		to := &holding{through: l.responses}
		response, err := l.respond(to)
		if err != nil {
			return false, err
		}
		size := len(to.kept)
		if response.body > mostHeld {
			if err := to.release(); err != nil {
				return false, err
			}
		}
		if err := copyBody(to, l.fromAPI, response.body); err != nil {
			return false, err
		}
		said := pingIn(response, to, size)
		if said == nil {
			if response.status() == 200 {
				l.container.enter()
			}
			if err := to.release(); err != nil {
				return false, err
			}
			return response.closes(), l.responses.Flush()
		}
		deadline, _ := strconv.ParseInt(response.fields[deadlineMS], 10, 64)
		path := strings.TrimSuffix(target, "next") + response.fields[requestID] + "/response"
		if err := l.post(path, l.container.reply(said, deadline)); err != nil {
			return false, err
		}
		if _, err := l.api.Write(request); err != nil {
			return false, err
		}
	}
}

// pingIn returns the ping in a held response whose body begins at an offset, or nil.
func pingIn(response head, held *holding, body int) *ping {
	if held.released || response.status() != 200 {
		return nil
	}
	event := held.kept[body:]
	if response.body == chunked {
		event = joined(event)
	}
	return recognise(event)
}

// post sends the answer to a ping. Its connection is a new one, and is used for the next event: the
// runtime may have asked the API to close the old one.
func (l *link) post(path string, told []byte) error {
	if err := l.dial(); err != nil {
		return err
	}
	request := "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
	if _, err := fmt.Fprintf(l.api, request, path, l.upstream, len(told), told); err != nil {
		return err
	}
	unread := bufio.NewWriter(io.Discard)
	response, err := l.respond(unread)
	if err != nil {
		return err
	}
	if err := copyBody(unread, l.fromAPI, response.body); err != nil {
		return err
	}
	if status := response.status(); status != 202 {
		say(fmt.Errorf("the Runtime API took the answer to a ping with status %d", status))
	}
	if response.closes() {
		return l.dial()
	}
	return nil
}
