package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// The size of a buffer; each connection has four. The parts of a head that the proxy reads are shorter.
const bufferSize = 32 << 10

// Sizes of a body that its head does not tell as a number.
const (
	chunked    = -1
	untilClose = -2
)

// A head is the part of a message before its body. Only what the proxy needs is kept.
type head struct {
	first  string // "GET /path HTTP/1.1" or "HTTP/1.1 200 OK"
	body   int64  // bytes, or `chunked`, or `untilClose` if the head says nothing
	fields map[string]string
}

// Fields that the proxy reads, in lower case.
const (
	connection = "connection"
	length     = "content-length"
	encoding   = "transfer-encoding"
	requestID  = "lambda-runtime-aws-request-id"
	deadlineMS = "lambda-runtime-deadline-ms"
)

// A sink is the way to the other side. It is flushed before each wait for more to copy, so that
// streamed bodies pass at once.
type sink interface {
	io.Writer
	Flush() error
}

// copyHead copies a head as it is. A line longer than the buffer passes in parts, unread.
func copyHead(to sink, from *bufio.Reader) (head, error) {
	read := head{body: untilClose, fields: map[string]string{}}
	err := copyLines(to, from, func(line string) {
		if read.first == "" {
			read.first = strings.TrimRight(line, "\r\n")
		} else {
			read.note(line)
		}
	})
	if err != nil {
		return read, err
	}
	return read, read.measure()
}

// copyLines copies lines up to the first empty one, and notes those that fit the buffer.
func copyLines(to sink, from *bufio.Reader, note func(string)) error {
	for begins := true; ; {
		line, err := readLine(to, from)
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return unexpected(err)
		}
		if _, err := to.Write(line); err != nil {
			return err
		}
		whole := err == nil
		if begins && whole {
			if len(bytes.TrimRight(line, "\r\n")) == 0 {
				return nil
			}
			note(string(line))
		}
		begins = whole
	}
}

func readLine(to sink, from *bufio.Reader) ([]byte, error) {
	if there, _ := from.Peek(from.Buffered()); bytes.IndexByte(there, '\n') < 0 {
		if err := to.Flush(); err != nil {
			return nil, err
		}
	}
	return from.ReadSlice('\n')
}

func (read *head) note(line string) {
	name, value, _ := strings.Cut(line, ":")
	switch name = strings.ToLower(name); name {
	case connection, length, encoding, requestID, deadlineMS:
		read.fields[name] = strings.TrimSpace(value)
	}
}

// measure tells the size of the body. Some responses have none, whatever their fields say.
func (read *head) measure() error {
	if read.interim() || read.status() == 204 || read.status() == 304 {
		read.body = 0
	} else if strings.Contains(strings.ToLower(read.fields[encoding]), "chunked") {
		read.body = chunked
	} else if told, found := read.fields[length]; found {
		size, err := strconv.ParseUint(told, 10, 63)
		if err != nil {
			return fmt.Errorf("%s: %w", length, err)
		}
		read.body = int64(size)
	}
	return nil
}

// words returns the method and the target of a request.
func (read *head) words() (string, string) {
	method, rest, _ := strings.Cut(read.first, " ")
	target, _, _ := strings.Cut(rest, " ")
	return method, target
}

// status returns the status of a response, or 0.
func (read *head) status() int {
	_, rest, _ := strings.Cut(read.first, " ")
	word, _, _ := strings.Cut(rest, " ")
	status, _ := strconv.Atoi(word)
	return status
}

// interim reports whether another response follows this one.
func (read *head) interim() bool {
	status := read.status()
	return status >= 100 && status < 200 && status != 101
}

// closes reports whether the sender closes the connection after this message.
func (read *head) closes() bool {
	return read.body == untilClose || strings.EqualFold(read.fields[connection], "close")
}

// copyBody copies a body as it is, chunks and trailers included.
func copyBody(to sink, from *bufio.Reader, size int64) error {
	switch size {
	case chunked:
		return copyChunks(to, from)
	case untilClose:
		if err := copyBytes(to, from, math.MaxInt64); err != io.ErrUnexpectedEOF {
			return err
		}
		return nil
	}
	return copyBytes(to, from, size)
}

func copyBytes(to sink, from *bufio.Reader, size int64) error {
	for size > 0 {
		if from.Buffered() == 0 {
			if err := to.Flush(); err != nil {
				return err
			}
			if _, err := from.Peek(1); err != nil {
				return unexpected(err)
			}
		}
		count := from.Buffered()
		if int64(count) > size {
			count = int(size)
		}
		part, _ := from.Peek(count)
		if _, err := to.Write(part); err != nil {
			return err
		}
		_, _ = from.Discard(count)
		size -= int64(count)
	}
	return nil
}

func copyChunks(to sink, from *bufio.Reader) error {
	for {
		line, err := readLine(to, from)
		if err != nil {
			return unexpected(err)
		}
		size, err := chunkSize(line)
		if err != nil {
			return err
		}
		if _, err := to.Write(line); err != nil {
			return err
		}
		if size == 0 {
			return copyLines(to, from, func(string) {}) // the trailers
		}
		if err := copyBytes(to, from, size+int64(len("\r\n"))); err != nil {
			return err
		}
	}
}

func chunkSize(line []byte) (int64, error) {
	digits, _, _ := strings.Cut(string(line), ";")
	size, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 62)
	return int64(size), err
}

// joined returns the data of a whole chunked body.
func joined(body []byte) []byte {
	var data []byte
	for {
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		size, err := chunkSize(line)
		if err != nil || size == 0 || int64(len(rest)) < size {
			return data
		}
		data = append(data, rest[:size]...)
		_, body, _ = bytes.Cut(rest[size:], []byte("\n"))
	}
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
