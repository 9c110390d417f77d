/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel knows of the rights below is asked first: it refuses what it does not know. */
#include <config.h>

#include "gateway/workers/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gateway/model/context.h"
#include "gateway/util/error.h"

#ifdef HAVE_LINUX_LANDLOCK_H

#include <linux/landlock.h>

/* Of newer kernels than the header's. */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14)
#define ACCESS_IOCTL_DEVICE (UINT64_C(1) << 15)
#define SCOPE_ABSTRACT_SOCKET UINT64_C(1)
#define SCOPE_SIGNAL UINT64_C(2)
#define NET_BIND_TCP UINT64_C(1)

#define READ_FOLDER (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FOLDER                                                                    \
	(READ_FOLDER | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	    LANDLOCK_ACCESS_FS_MAKE_REG | ACCESS_REFER | ACCESS_TRUNCATE)
#define ACCESS_REFER (UINT64_C(1) << 13)
/* Rights that a rule for a plain file may have. */
#define OF_FILES \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)

/* As the kernel grew it: older ones take a shorter one. */
typedef struct {
	uint64_t files;
	uint64_t network; /* from version 4 */
	uint64_t scoped;  /* from version 6 */
} Rights;

int
landlock_version(void)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	return version < 0 ? 0 : (int)version;
}

/* Every right of this version, so that what no rule gives back is gone. */
static uint64_t
all_rights(int version)
{
	unsigned rights = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;

	return (UINT64_C(1) << rights) - 1;
}

static int
make_ruleset(int version)
{
	const Rights ruleset = {all_rights(version), version >= 4 ? NET_BIND_TCP : 0,
	    version >= 6 ? SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL : 0};
	size_t size = version >= 6   ? sizeof ruleset
		      : version >= 4 ? offsetof(Rights, scoped)
				     : offsetof(Rights, network);

	return (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
}

static bool
add_path(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = rights};
	struct stat status;
	bool added = false;
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES;
	if (fstat(fd, &status) == 0 && !S_ISDIR(status.st_mode))
		rule.allowed_access &= OF_FILES;
	rule.parent_fd = fd;
	added =
	    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
	close(fd);
	return added;
}

static bool
add_paths(int ruleset, const char *const *paths, uint64_t rights)
{
	for (; *paths != NULL; paths++)
		if (!add_path(ruleset, *paths, rights))
			return false;
	return true;
}

bool
landlock_enter(
    const char *const *readable, const char *const *writable, int least_version, GError **error)
{
	int version = landlock_version();
	int ruleset = -1;
	bool entered = false;

	if (version < least_version)
		return true;
	ruleset = make_ruleset(version);
	entered = ruleset >= 0 &&
		  add_paths(ruleset, readable, READ_FOLDER & all_rights(version)) &&
		  add_paths(ruleset, writable, WRITE_FOLDER & all_rights(version)) &&
		  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		  syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	if (!entered)
		error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot give up files: %s",
		    g_strerror(errno));
	if (ruleset >= 0)
		close(ruleset);
	return entered;
}

#else

int
landlock_version(void)
{
	return 0;
}

bool
landlock_enter(
    const char *const *readable, const char *const *writable, int least_version, GError **error)
{
	(void)readable;
	(void)writable;
	(void)least_version;
	(void)error;
	return true;
}

#endif
