package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A link passes one connection of the runtime on to the Runtime API, one request at a time.
type link struct {
	upstream  string
	container *container
	client    *net.TCPConn
	requests  *bufio.Reader
	responses *bufio.Writer
	toAPI     *bufio.Writer
	fromAPI   *bufio.Reader

	lock sync.Mutex // of the next two: the runtime may disconnect at any time
	api  *net.TCPConn
	gone bool
}

func newLink(client *net.TCPConn, upstream string, all *container) *link {
	return &link{
		upstream:  upstream,
		container: all,
		client:    client,
		requests:  bufio.NewReaderSize(client, bufferSize),
		responses: bufio.NewWriterSize(client, bufferSize),
	}
}

// serve passes requests on until one side closes. It closes both, as the Runtime API would.
func (l *link) serve() {
	defer l.client.Close()
	err := l.dial()
	for err == nil {
		err = l.pass()
	}
	if l.api != nil {
		l.api.Close()
	}
	var network *net.OpError
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.As(err, &network) {
		say(err)
	}
}

// dial connects to the Runtime API, in place of an earlier connection. A dead API ends the proxy.
func (l *link) dial() error {
	made, err := net.Dial("tcp", l.upstream)
	if errors.Is(err, syscall.ECONNREFUSED) {
		fail(err)
	}
	if err != nil {
		return err
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	if l.api != nil {
		l.api.Close()
	}
	l.api = made.(*net.TCPConn)
	l.toAPI = bufio.NewWriterSize(made, bufferSize)
	l.fromAPI = bufio.NewReaderSize(made, bufferSize)
	if l.gone {
		return io.EOF
	}
	return nil
}

// pass passes on one request and its response.
func (l *link) pass() error {
	if _, err := l.requests.Peek(1); err != nil {
		return err
	}
	if closed(l.api) {
		if err := l.dial(); err != nil {
			return err
		}
	}
	to := &remembering{Writer: l.toAPI}
	request, err := copyHead(to, l.requests)
	if err != nil {
		return err
	}
	if request.body == untilClose {
		request.body = 0
	}
	method, target := request.words()
	asks := method == "GET" && strings.HasSuffix(target, next) && request.body == 0 && !to.over
	if asks {
		l.container.ready(time.Now())
	}
	sent := make(chan error, 1)
	go func() { sent <- l.send(to.Writer, request.body) }()
	var ends bool
	if asks {
		ends, err = l.next(target, to.kept)
	} else {
		ends, err = l.relay(method, target)
	}
	if err != nil {
		return err
	}
	if ends {
		_ = l.client.CloseWrite()
		<-sent
		return io.EOF
	}
	return <-sent
}

// send passes on the body of a request, then waits for the next one. A disconnection of the runtime
// is passed on. A body that the API does not take is read on, so that the API's answer arrives.
func (l *link) send(to *bufio.Writer, size int64) error {
	err := copyBody(to, l.requests, size)
	if err == nil {
		err = to.Flush()
	}
	if err == nil {
		if _, err = l.requests.Peek(1); err == nil {
			return nil
		}
	} else {
		_, _ = io.Copy(io.Discard, l.requests)
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	l.gone = true
	_ = l.api.CloseWrite()
	return err
}

// relay passes on a response. It returns true if the API closes the connection after it.
func (l *link) relay(method, target string) (bool, error) {
	response, err := l.respond(l.responses)
	if err != nil {
		return false, err
	}
	if strings.HasSuffix(target, restored) && response.status() == 200 {
		l.container.restore()
	}
	if method == "HEAD" {
		response.body = 0
	}
	if err := copyBody(l.responses, l.fromAPI, response.body); err != nil {
		return false, err
	}
	return response.closes(), l.responses.Flush()
}

// respond copies the heads of a response: of interim ones, and of the last.
func (l *link) respond(to sink) (head, error) {
	for {
		response, err := copyHead(to, l.fromAPI)
		if err != nil || !response.interim() {
			return response, err
		}
		if err := to.Flush(); err != nil {
			return response, err
		}
	}
}

// closed reports whether the other side has closed an idle connection.
func closed(idle *net.TCPConn) bool {
	raw, err := idle.SyscallConn()
	if err != nil {
		return true
	}
	ended := false
	err = raw.Read(func(descriptor uintptr) bool {
		flags := syscall.MSG_PEEK | syscall.MSG_DONTWAIT
		count, _, failure := syscall.Recvfrom(int(descriptor), make([]byte, 1), flags)
		ended = failure == nil && count == 0 || failure == syscall.ECONNRESET
		return true
	})
	return ended || err != nil
}
