/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/util/error.h"
#include "spool/database.h"

static char *
path_in(const char *state_directory)
{
	return g_build_filename(state_directory, "key", NULL);
}

static bool
fail(GError **error, const char *what, const char *path)
{
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY, "%s %s: %s", what, path,
	    g_strerror(errno));
	return false;
}

static bool
refuse(GError **error, const char *path, const char *found)
{
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG,
	    "%s is not a signing key that is ours alone, a plain file of mode 0600 with %d "
	    "random bytes (%d after 'casegate key rotate'): %s. Bring back the right one",
	    path, KEY_BYTES, KEY_RING_BYTES, found);
	return false;
}

bool
key_file_refuse_lost(const char *state_directory, GError **error)
{
	g_autofree char *path = path_in(state_directory);

	return error_set(error, GATEWAY_ERROR_CONFIG,
	    "%s is missing, which signed the tokens in the letters of this spool. Bring it "
	    "back "
	    "from a backup; where it is lost for good, make another, 'head -c %d /dev/urandom "
	    ">%s' with mode 0600, which makes every token in those letters and every "
	    "authenticator app worthless",
	    path, KEY_BYTES, path);
}

bool
key_file_fresh(uint8_t ret_key[KEY_BYTES], GError **error)
{
	return getrandom(ret_key, KEY_BYTES, 0) == KEY_BYTES ||
	       fail(error, "cannot make", "a key");
}

/* What is wrong with the file, or NULL. Caller owns. Root looks at copies of what another user's gateway has. */
static char *
wrong_with_file(const struct stat *file, uid_t owner)
{
	if (!S_ISREG(file->st_mode))
		return g_strdup("it is no plain file");
	if (file->st_uid != owner)
		return g_strdup_printf("it belongs to user %u, not to user %u",
		    (unsigned)file->st_uid, (unsigned)owner);
	if ((file->st_mode & 07777) != 0600)
		return g_strdup_printf("its mode is %04o", (unsigned)file->st_mode & 07777);
	if (file->st_size != KEY_BYTES && file->st_size != KEY_RING_BYTES)
		return g_strdup_printf(
		    "it has %" G_GINT64_FORMAT " bytes", (gint64)file->st_size);
	return NULL;
}

/* Whoever else could read it, or have put it there, could make tokens. */
static bool
take(const char *state_directory, int fd, KeyRing *ret_keys, GError **error)
{
	g_autofree char *path = path_in(state_directory);
	struct stat file = {0};
	struct stat folder = {0};
	g_autofree char *wrong = NULL;
	uint8_t bytes[KEY_RING_BYTES];
	ssize_t size = 0;
	uid_t owner = geteuid();
	bool good = false;

	if (fstat(fd, &file) < 0 || stat(state_directory, &folder) < 0)
		return fail(error, "cannot read", path);
	if (owner == 0)
		owner = folder.st_uid;
	wrong = wrong_with_file(&file, owner);
	if (wrong != NULL)
		return refuse(error, path, wrong);
	size = read(fd, bytes, sizeof bytes);
	if (size != file.st_size)
		return fail(error, "cannot read", path);
	good = key_ring_unpack(bytes, (size_t)size, ret_keys);
	OPENSSL_cleanse(bytes, sizeof bytes);
	return good || refuse(error, path, "its bytes are all alike");
}

bool
key_file_read(const char *state_directory, KeyRing *ret_keys, bool *ret_there, GError **error)
{
	g_autofree char *path = path_in(state_directory);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool taken = false;

	*ret_there = fd >= 0 || errno != ENOENT;
	if (!*ret_there)
		return true;
	if (fd < 0 && errno == ELOOP)
		return refuse(error, path, "it is a symbolic link");
	if (fd < 0)
		return fail(error, "cannot read", path);
	taken = take(state_directory, fd, ret_keys, error);
	close(fd);
	return taken;
}

static bool
write_new(const char *path, const KeyRing *keys, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	uint8_t bytes[KEY_RING_BYTES] = {0};
	size_t size = 0;
	bool good = false;

	key_ring_pack(keys, bytes, &size);
	good = fd >= 0 && write(fd, bytes, size) == (ssize_t)size && fsync(fd) == 0;
	OPENSSL_cleanse(bytes, sizeof bytes);
	if (fd >= 0)
		close(fd);
	return good || fail(error, "cannot write", path);
}

/* Makes what was renamed in it outlive a power cut. */
static bool
sync_folder(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return good || fail(error, "cannot write", path);
}

/* One made half by a process that was killed is made anew: nothing was signed with it. */
bool
key_file_write(const char *state_directory, const KeyRing *keys, GError **error)
{
	g_autofree char *path = path_in(state_directory);
	g_autofree char *fresh = g_strdup_printf("%s.new", path);

	unlink(fresh);
	if (!write_new(fresh, keys, error))
		return false;
	FAILPOINT("key.written");
	if (rename(fresh, path) < 0)
		return fail(error, "cannot write", path);
	FAILPOINT("key.renamed");
	return sync_folder(state_directory, error);
}
