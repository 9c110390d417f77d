/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For readers an allow-list: what memory, frames and time need. Opening a file says EACCES, so that a library that tries
 * goes on without; anything else kills the process, which the gateway sees. For the others the files are Landlock's
 * part, and the calls that would lead around it kill the process: which calls a look-up of names needs depends on what
 * the host has for it.
 */
#include <config.h>

#include "gateway/workers/sandbox.h"

#include "gateway/util/error.h"
#include "gateway/workers/landlock.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#ifdef SANDBOX

#include <errno.h>
#include <fcntl.h>
#include <openssl/x509.h>
#include <seccomp.h>
#include <sys/mman.h>

#define MEMORY_MAX (512UL * 1024 * 1024)
#define LANDLOCK_FIRST 1
#define LANDLOCK_MOVES 2
#define FILE_MAX (64UL * 1024 * 1024) /* a memfd counts as a file */

static const int ALLOWED[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(munmap), SCMP_SYS(mremap),
    SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(memfd_create), SCMP_SYS(futex), SCMP_SYS(poll),
    SCMP_SYS(ppoll), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(rseq)};

/* And what a worker needs beside for sockets that listen. */
static const int ACCEPTING[] = {SCMP_SYS(accept4), SCMP_SYS(accept), SCMP_SYS(recvfrom),
    SCMP_SYS(sendto), SCMP_SYS(shutdown), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_ctl), SCMP_SYS(clock_getres)};

/* A library that looks for a file gets EACCES. */
static const int DENIED[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(ioctl),
    SCMP_SYS(prctl), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(prlimit64)};

/* Programs, other processes, other name spaces, the kernel's own machinery, and files by another way than their path. */
static const int FORBIDDEN[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd), SCMP_SYS(kcmp), SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at), SCMP_SYS(io_uring_setup), SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open), SCMP_SYS(bpf), SCMP_SYS(add_key), SCMP_SYS(request_key),
    SCMP_SYS(keyctl), SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
    SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(fsopen), SCMP_SYS(open_tree),
    SCMP_SYS(move_mount), SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon),
    SCMP_SYS(swapoff), SCMP_SYS(personality), SCMP_SYS(syslog), SCMP_SYS(acct),
    SCMP_SYS(settimeofday), SCMP_SYS(clock_settime)};

/* A worker with a Maildir may not use the network either. */
static const int NETWORK[] = {SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
    SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(socketpair)};

/* What getaddrinfo(), its modules, character sets and TLS read. */
static const char *const LOOK_UP[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/host.conf",
    "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols",
    "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/lib", "/lib64", "/usr/lib",
    "/usr/lib64", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates", "/run/systemd/resolve", "/dev/urandom", "/dev/null"};

static bool
limit(int resource, rlim_t most)
{
	const struct rlimit value = {most, most};

	return setrlimit(resource, &value) == 0;
}

static bool
add_rules(scmp_filter_ctx filter, bool accepts)
{
	for (size_t i = 0; accepts && i < G_N_ELEMENTS(ACCEPTING); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, ACCEPTING[i], 0) != 0)
			return false;
	for (size_t i = 0; i < G_N_ELEMENTS(ALLOWED); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, ALLOWED[i], 0) != 0)
			return false;
	for (size_t i = 0; i < G_N_ELEMENTS(DENIED); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), DENIED[i], 0) != 0)
			return false;
	/* memory may be mapped and protected, but never made executable */
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
		   SCMP_A1(SCMP_CMP_EQ, F_ADD_SEALS, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
		   SCMP_A1(SCMP_CMP_EQ, F_GET_SEALS, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
		   SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0)) == 0;
}

static bool
filter_calls(bool accepts)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool good = filter != NULL && add_rules(filter, accepts) && seccomp_load(filter) == 0;

	if (filter != NULL)
		seccomp_release(filter);
	return good;
}

static bool
lock_in(const char *worker, bool accepts, GError **error)
{
	if (limit(RLIMIT_AS, MEMORY_MAX) && limit(RLIMIT_FSIZE, FILE_MAX) &&
	    limit(RLIMIT_NPROC, 0) && limit(RLIMIT_CORE, 0) &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_calls(accepts))
		return true;
	return error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot lock the %s worker in: %s",
	    worker, g_strerror(errno));
}

bool
sandbox_enter(GError **error)
{
	return lock_in("read", false, error);
}

bool
sandbox_enter_web(GError **error)
{
	return lock_in("web", true, error);
}

static bool
forbid(scmp_filter_ctx filter, const int *calls, size_t n_calls)
{
	for (size_t i = 0; i < n_calls; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, calls[i], 0) != 0)
			return false;
	return true;
}

static bool
forbid_calls(bool network, GError **error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool good = filter != NULL && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		    forbid(filter, FORBIDDEN, G_N_ELEMENTS(FORBIDDEN)) &&
		    (network || forbid(filter, NETWORK, G_N_ELEMENTS(NETWORK))) &&
		    seccomp_load(filter) == 0;

	if (filter != NULL)
		seccomp_release(filter);
	if (!good)
		error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot lock the worker in: %s",
		    g_strerror(errno));
	return good;
}

bool
sandbox_enter_network(const char *ca_file, GError **error)
{
	static const char *const NOTHING[] = {NULL};
	g_autoptr(GPtrArray) readable = g_ptr_array_new();

	for (size_t i = 0; i < G_N_ELEMENTS(LOOK_UP); i++)
		g_ptr_array_add(readable, (char *)LOOK_UP[i]);
	g_ptr_array_add(readable, (char *)X509_get_default_cert_file());
	g_ptr_array_add(readable, (char *)X509_get_default_cert_dir());
	if (ca_file != NULL)
		g_ptr_array_add(readable, (char *)ca_file);
	g_ptr_array_add(readable, NULL);
	return landlock_enter(
		   (const char *const *)readable->pdata, NOTHING, LANDLOCK_FIRST, error) &&
	       forbid_calls(true, error);
}

bool
sandbox_enter_folders(const char *const *folders, GError **error)
{
	/* of character sets, for names of files in messages */
	static const char *const READABLE[] = {"/usr/lib", "/lib", "/dev/null", NULL};

	return landlock_enter(READABLE, folders, LANDLOCK_MOVES, error) &&
	       forbid_calls(false, error);
}

const char *
sandbox_lacks(void)
{
	int version = landlock_version();

	if (version < LANDLOCK_FIRST)
		return "this kernel has no Landlock, or it is switched off: the workers that "
		       "talk "
		       "to mail servers could open every file that this user can";
	if (version < LANDLOCK_MOVES)
		return "this kernel's Landlock cannot move files: the workers that have a "
		       "Maildir "
		       "could open every file that this user can";
	return NULL;
}

#else

bool
sandbox_enter(GError **error)
{
	(void)error;
	return true;
}

bool
sandbox_enter_web(GError **error)
{
	(void)error;
	return true;
}

bool
sandbox_enter_network(const char *ca_file, GError **error)
{
	(void)ca_file;
	(void)error;
	return true;
}

bool
sandbox_enter_folders(const char *const *folders, GError **error)
{
	(void)folders;
	(void)error;
	return true;
}

const char *
sandbox_lacks(void)
{
	return NULL;
}

#endif

void
sandbox_close_memory(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
#ifdef SANDBOX
	prctl(PR_SET_DUMPABLE, 0);
#endif
}
