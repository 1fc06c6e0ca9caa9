// Command proxy is a guard for functions in any language. It stands between the runtime and the
// Lambda Runtime API, answers kickoff's pings, and passes on everything else.
//
//	proxy PID       start the proxy in the background, print its address, and exit
//	proxy serve PID the proxy itself; its listener is file descriptor 3
//
// PID is the process that becomes the runtime: the proxy ends with it.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
)

const listener = 3 // the first of exec.Cmd's ExtraFiles

func main() {
	if err := run(os.Args[1:]); err != nil {
		fail(err)
	}
}

func run(arguments []string) error {
	upstream := os.Getenv("AWS_LAMBDA_RUNTIME_API")
	if upstream == "" {
		return fmt.Errorf("AWS_LAMBDA_RUNTIME_API is not set")
	}
	switch {
	case len(arguments) == 1:
		return start(arguments[0])
	case len(arguments) == 2 && arguments[0] == "serve":
		return serve(upstream, arguments[1])
	}
	return fmt.Errorf("usage: proxy PID")
}

// start opens the listener before it prints the address: the runtime can connect at once.
func start(pid string) error {
	opened, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	file, err := opened.File()
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	server := exec.Command(program, "serve", pid)
	server.ExtraFiles = []*os.File{file}
	server.Stdout, server.Stderr = os.Stderr, os.Stderr
	if err := server.Start(); err != nil {
		return err
	}
	fmt.Println(opened.Addr())
	return nil
}

func serve(upstream, pid string) error {
	// Lambda's signals are for the runtime; the proxy serves it to its end.
	signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	runtime, err := strconv.Atoi(pid)
	if err != nil {
		return err
	}
	go endWith(runtime)
	accepted, err := net.FileListener(os.NewFile(listener, "listener"))
	if err != nil {
		return err
	}
	container := newContainer(os.Getenv("AWS_LAMBDA_INITIALIZATION_TYPE"))
	for {
		client, err := accepted.Accept()
		if err != nil {
			return err
		}
		go newLink(client.(*net.TCPConn), upstream, container).serve()
	}
}

// fail ends the proxy: the runtime's connections break, as they do without a proxy.
func fail(err error) {
	say(err)
	os.Exit(1)
}

func say(err error) {
	fmt.Fprintln(os.Stderr, "kickoff: proxy:", err)
}
