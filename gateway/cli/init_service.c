/* SPDX-License-Identifier: Apache-2.0 */
/* A folder's files are opened without following links: what lies in it is root's own until then, and stays what it was. */
#include "gateway/cli/init_service.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/util/error.h"

#define UNIT "casegate.service"

static bool
fail(const char *path, GError **error)
{
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno),
	    "cannot give %s away: %s", path, g_strerror(errno));
	return false;
}

static bool
give(const char *path, int flags, const struct passwd *user, GError **error)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | flags);
	bool given = fd >= 0 && fchown(fd, user->pw_uid, user->pw_gid) == 0;

	if (!given)
		fail(path, error);
	if (fd >= 0)
		close(fd);
	return given;
}

bool
init_service_takes(const char *folder, const char *user, GError **error)
{
	const struct passwd *to = geteuid() == 0 ? getpwnam(user) : NULL;
	g_autoptr(GDir) dir = NULL;
	const char *name = NULL;

	if (to == NULL)
		return false;
	dir = g_dir_open(folder, 0, error);
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (!give(path, 0, to, error))
			return false;
	}
	return dir != NULL && give(folder, O_DIRECTORY, to, error);
}

bool
init_service_is_there(void)
{
	static const char *const FOLDERS[] = {
	    "/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};

	for (size_t i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
		g_autofree char *unit = g_build_filename(FOLDERS[i], UNIT, NULL);

		if (g_file_test(unit, G_FILE_TEST_EXISTS))
			return g_file_test("/run/systemd/system", G_FILE_TEST_IS_DIR);
	}
	return false;
}

bool
init_service_start(GError **error)
{
	char *command[] = {
	    (char *)"systemctl", (char *)"enable", (char *)"--now", (char *)UNIT, NULL};
	int status = 0;

	return g_spawn_sync(NULL, command, NULL,
		   G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL,
		   &status, error) &&
	       g_spawn_check_wait_status(status, error);
}
