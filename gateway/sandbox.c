/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An allow-list: what memory, frames and time need. Opening a file says EACCES, so that a library that tries goes
 * on without; anything else kills the process, which the gateway sees.
 */
#include <config.h>

#include "gateway/sandbox.h"

#include "gateway/office.h"

#ifdef SANDBOX

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define MEMORY_MAX (512UL * 1024 * 1024)
#define FILE_MAX (64UL * 1024 * 1024) /* a memfd counts as a file */

static const int ALLOWED[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(munmap), SCMP_SYS(mremap),
    SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(memfd_create), SCMP_SYS(futex), SCMP_SYS(poll),
    SCMP_SYS(ppoll), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(rseq)};

/* Whatever looks for a file is told that it may not. */
static const int DENIED[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(ioctl),
    SCMP_SYS(prctl), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(prlimit64)};

static bool
limit(int resource, rlim_t most)
{
	const struct rlimit value = {most, most};

	return setrlimit(resource, &value) == 0;
}

static bool
add_rules(scmp_filter_ctx filter)
{
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
filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool good = filter != NULL && add_rules(filter) && seccomp_load(filter) == 0;

	if (filter != NULL)
		seccomp_release(filter);
	return good;
}

bool
sandbox_enter(GError **error)
{
	if (limit(RLIMIT_AS, MEMORY_MAX) && limit(RLIMIT_FSIZE, FILE_MAX) &&
	    limit(RLIMIT_NPROC, 0) && limit(RLIMIT_CORE, 0) &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && filter_calls())
		return true;
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY,
	    "cannot lock the read role in: %s", g_strerror(errno));
	return false;
}

#else

bool
sandbox_enter(GError **error)
{
	(void)error;
	return true;
}

#endif
