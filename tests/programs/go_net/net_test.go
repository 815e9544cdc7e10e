// What a server written in Go does with sockets: HTTP, TLS, datagrams, deadlines, names.
package gonet

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func echoHandler(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "%s %s %s", r.Method, r.URL.Path, body)
}

func post(client *http.Client, url, text string) error {
	response, err := client.Post(url, "text/plain", bytes.NewBufferString(text))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if want := "POST /echo " + text; string(body) != want {
		return fmt.Errorf("got %.40q, want %.40q", body, want)
	}
	return nil
}

// 200 clients, each with a connection of its own, all connected at the same time.
func TestManyConnections(t *testing.T) {
	const count = 200
	var all sync.WaitGroup
	all.Add(count)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all.Done()
		all.Wait()
		echoHandler(w, r)
	}))
	defer server.Close()
	transport := &http.Transport{MaxConnsPerHost: count, MaxIdleConnsPerHost: count}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 8 * time.Second}
	failures := make(chan error, count)
	for i := 0; i < count; i++ {
		text := fmt.Sprintf("%d:%s", i, bytes.Repeat([]byte{'a' + byte(i%26)}, i*97))
		go func() { failures <- post(client, server.URL+"/echo", text) }()
	}
	for i := 0; i < count; i++ {
		if err := <-failures; err != nil {
			t.Fatal(err)
		}
	}
}

// A body that fills every buffer on the way, streamed in both directions.
func TestStream(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
	}))
	defer server.Close()
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<19)
	response, err := http.Post(server.URL, "application/octet-stream", bytes.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(sent), err)
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(echoHandler))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of connections that were not needed
	server.StartTLS()
	defer server.Close()
	var group sync.WaitGroup
	for i := 0; i < 20; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			if err := post(server.Client(), server.URL+"/echo", fmt.Sprint("secret ", i)); err != nil {
				t.Error(err)
			}
		}(i)
	}
	group.Wait()

	// A client that does not know who signed the certificate refuses it; so does the system.
	for _, roots := range []*x509.CertPool{x509.NewCertPool(), nil} {
		stranger := &http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots}}}
		_, err := stranger.Get(server.URL)
		var unknown x509.UnknownAuthorityError
		if !errors.As(err, &unknown) {
			t.Fatalf("an unknown authority was not refused: %v", err)
		}
	}
}

func TestDatagrams(t *testing.T) {
	for _, network := range []string{"udp4", "udp6"} {
		server, err := net.ListenPacket(network, "localhost:0")
		if err != nil {
			if network == "udp6" {
				continue // a machine without it
			}
			t.Fatal(err)
		}
		go func() {
			buffer := make([]byte, 1024)
			for {
				count, from, err := server.ReadFrom(buffer)
				if err != nil {
					return
				}
				server.WriteTo(buffer[:count], from)
			}
		}()
		client, err := net.Dial(network, server.LocalAddr().String())
		if err != nil {
			t.Fatal(err)
		}
		client.SetDeadline(time.Now().Add(5 * time.Second))
		buffer := make([]byte, 1024)
		for size := 128; size <= 1024; size += 128 {
			sent := bytes.Repeat([]byte{byte(size)}, size)
			if _, err := client.Write(sent); err != nil {
				t.Fatal(err)
			}
			count, err := client.Read(buffer)
			if err != nil || !bytes.Equal(buffer[:count], sent) {
				t.Fatalf("%s: got %d of %d bytes, %v", network, count, size, err)
			}
		}
		// One that does not fit gives what does.
		if _, err := client.Write([]byte("too long")); err != nil {
			t.Fatal(err)
		}
		if count, err := client.Read(buffer[:3]); count != 3 || err == nil {
			t.Fatalf("%s: a cut datagram: %d bytes, %v", network, count, err)
		}
		client.Close()
		server.Close()
	}
}

func TestDeadlines(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	server, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	buffer := make([]byte, 1<<16)
	for i := 0; i < 3; i++ {
		start := time.Now()
		client.SetReadDeadline(start.Add(50 * time.Millisecond))
		if _, err := client.Read(buffer); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		if passed := time.Since(start); passed < 40*time.Millisecond || passed > 2*time.Second {
			t.Fatal("the deadline came after ", passed)
		}
	}
	// Writes to a peer that does not read end at theirs.
	client.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	for err = nil; err == nil; {
		_, err = client.Write(buffer)
	}
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	// Afterwards the connection is as good as before.
	client.SetDeadline(time.Time{})
	go io.Copy(io.Discard, client)
	if _, err := server.Write([]byte("still here")); err != nil {
		t.Fatal(err)
	}
	listener.(*net.TCPListener).SetDeadline(time.Now().Add(20 * time.Millisecond))
	if _, err := listener.Accept(); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	// A close ends a read that waits.
	ended := make(chan error)
	go func() {
		io.Copy(io.Discard, server)
		_, err := server.Read(buffer)
		ended <- err
	}()
	time.Sleep(20 * time.Millisecond)
	server.Close()
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Fatal(err)
	}
}

func TestUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(echoHandler)}
	go server.Serve(listener)
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}}}
	if err := post(client, "http://unix/echo", "by a file"); err != nil {
		t.Fatal(err)
	}
	client.CloseIdleConnections()
	if err := server.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the socket's file stays: %v", err)
	}
}

func TestNames(t *testing.T) {
	addresses, err := net.LookupHost("localhost")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, address := range addresses {
		ip := net.ParseIP(address)
		if ip == nil || !ip.IsLoopback() {
			t.Errorf("localhost is %q", address)
		}
		found = found || address == "127.0.0.1"
	}
	if !found {
		t.Errorf("localhost is %q, without 127.0.0.1", addresses)
	}
	if port, err := net.LookupPort("tcp", "https"); err != nil || port != 443 {
		t.Errorf("https is port %d, %v", port, err)
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	loopbacks := 0
	for _, one := range interfaces {
		if one.Flags&net.FlagLoopback != 0 {
			loopbacks++
		}
	}
	if loopbacks != 1 {
		t.Errorf("%d loopback interfaces", loopbacks)
	}
	_, err = (&net.Resolver{}).LookupHost(context.Background(), "no such name.invalid")
	var failure *net.DNSError
	if !errors.As(err, &failure) {
		t.Errorf("a name that is none: %v", err)
	}
}

// Nobody listens: refused, and at once.
func TestRefused(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	if _, err := net.DialTimeout("tcp", address, 5*time.Second); err == nil {
		t.Fatal("connected to nobody")
	} else if failure, ok := err.(net.Error); !ok || failure.Timeout() {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := (&net.Dialer{}).DialContext(ctx, "tcp", address); err == nil {
		t.Fatal("connected after it was cancelled")
	}
}
