package main

import (
	"os"
	"syscall"
)

const pidfdOpen = 434 // the same number on arm64 and x86_64; package syscall lacks it

// endWith ends the proxy when a process ends. Where the kernel cannot watch a process, the proxy
// ends with its container.
func endWith(pid int) {
	watched, _, failure := syscall.Syscall(pidfdOpen, uintptr(pid), 0, 0)
	if failure == syscall.ESRCH {
		os.Exit(0)
	}
	if failure != 0 {
		return
	}
	poller, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return
	}
	ended := syscall.EpollEvent{Events: syscall.EPOLLIN}
	if syscall.EpollCtl(poller, syscall.EPOLL_CTL_ADD, int(watched), &ended) != nil {
		return
	}
	events := make([]syscall.EpollEvent, 1)
	for {
		if count, _ := syscall.EpollWait(poller, events, -1); count > 0 {
			os.Exit(0)
		}
	}
}
