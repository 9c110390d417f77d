/* SPDX-License-Identifier: Apache-2.0 */
/* A file is known by its device and inode: no other can have both while somebody has it open. */
#include "spool/file_mark.h"

#include <errno.h>
#include <sys/stat.h>

#include "spool/database.h"

struct FileMark {
	char *path; /* own */
	dev_t device;
	ino_t inode;
};

static bool
gone(const char *path, const char *what, GError **error)
{
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_GONE,
	    "%s %s while it was in use: nothing is taken in, filed or sent any more. Put the "
	    "state folder in order and start casegate again; see DAMAGE in casegate(1)",
	    path, what);
	return false;
}

FileMark *
file_mark_new(const char *path, GError **error)
{
	struct stat file;
	FileMark *mark = NULL;

	if (stat(path, &file) < 0) {
		gone(path, "was removed", error);
		return NULL;
	}
	mark = g_new0(FileMark, 1);
	mark->path = g_strdup(path);
	mark->device = file.st_dev;
	mark->inode = file.st_ino;
	return mark;
}

void
file_mark_free(FileMark *mark)
{
	g_free(mark->path);
	g_free(mark);
}

bool
file_mark_holds(const FileMark *mark, GError **error)
{
	struct stat file;

	if (stat(mark->path, &file) == 0)
		return (file.st_dev == mark->device && file.st_ino == mark->inode) ||
		       gone(mark->path, "was replaced by another file", error);
	/* what cannot be looked at just now is not gone, and whatever is wrong shows at the next write */
	return (errno != ENOENT && errno != ENOTDIR) ||
	       gone(mark->path, "was removed, or its folder was,", error);
}
