package main

import "bufio"

// A response that may be a ping is held back up to this size, its head included.
const mostHeld = 64 << 10

// A remembering sink passes all on, and keeps a copy of the first bytes.
type remembering struct {
	*bufio.Writer
	kept []byte
	over bool // more passed than was kept
}

func (sink *remembering) Write(part []byte) (int, error) {
	sink.over = sink.over || len(sink.kept)+len(part) > mostHeld
	if !sink.over {
		sink.kept = append(sink.kept, part...)
	}
	return sink.Writer.Write(part)
}

// A holding sink keeps all until it is released, or until it would keep too much.
type holding struct {
	through  *bufio.Writer
	kept     []byte
	released bool
}

func (sink *holding) Write(part []byte) (int, error) {
	if !sink.released && len(sink.kept)+len(part) <= mostHeld {
		sink.kept = append(sink.kept, part...)
		return len(part), nil
	}
	if err := sink.release(); err != nil {
		return 0, err
	}
	return sink.through.Write(part)
}

func (sink *holding) Flush() error {
	if sink.released {
		return sink.through.Flush()
	}
	return nil
}

// release passes on what is held and all that follows.
func (sink *holding) release() error {
	if sink.released {
		return nil
	}
	sink.released = true
	_, err := sink.through.Write(sink.kept)
	sink.kept = nil
	return err
}
