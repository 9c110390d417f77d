/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing what a deciding process works with; the signing key is made at first start, and only then. */
#include "gateway/model/context.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/util/error.h"
#include "rules/diagnostic.h"
#include "spool/letter.h"

static bool
fail(GError **error, const char *what, const char *path)
{
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_TEMPORARY, "%s %s: %s", what, path,
	    g_strerror(errno));
	return false;
}

static bool
write_key(const char *path, const uint8_t key[CONTEXT_KEY_BYTES], GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool good =
	    fd >= 0 && write(fd, key, CONTEXT_KEY_BYTES) == CONTEXT_KEY_BYTES && fsync(fd) == 0;

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

/* A key made half by a process that was killed is made anew: nothing was signed with it. */
static bool
make_key(Context *context, const char *path, GError **error)
{
	g_autofree char *fresh = g_strdup_printf("%s.new", path);

	if (getrandom(context->key, CONTEXT_KEY_BYTES, 0) != CONTEXT_KEY_BYTES)
		return fail(error, "cannot make", path);
	unlink(fresh);
	if (!write_key(fresh, context->key, error))
		return false;
	if (rename(fresh, path) < 0)
		return fail(error, "cannot write", path);
	return sync_folder(context->state_directory, error);
}

/* Another key would make worthless what was signed, without a word. */
static bool
make_first_key(Context *context, const char *path, GError **error)
{
	int64_t letters[LETTER_STATES] = {0};
	int64_t sum = 0;

	if (!letter_count(context->spool, letters, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		sum += letters[i];
	if (sum == 0)
		return make_key(context, path, error);
	return error_set(error, GATEWAY_ERROR_CONFIG,
	    "%s is missing, which signed the tokens in the letters of this spool. Bring it "
	    "back "
	    "from a backup; where it is lost for good, make another, 'head -c %d /dev/urandom "
	    ">%s' with mode 0600, which makes every token in those letters worthless",
	    path, CONTEXT_KEY_BYTES, path);
}

static bool
refuse_key(const char *path, const char *found, GError **error)
{
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG,
	    "%s is not a signing key that is ours alone, a plain file of mode 0600 with %d "
	    "random bytes: %s. Bring back the right one",
	    path, CONTEXT_KEY_BYTES, found);
	return false;
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
	if (file->st_size != CONTEXT_KEY_BYTES)
		return g_strdup_printf(
		    "it has %" G_GINT64_FORMAT " bytes", (gint64)file->st_size);
	return NULL;
}

static bool
all_alike(const uint8_t key[CONTEXT_KEY_BYTES])
{
	return memcmp(key, key + 1, CONTEXT_KEY_BYTES - 1) == 0;
}

/* Whoever else could read it, or have put it there, could make tokens. */
static bool
take_key(Context *context, const char *path, int fd, GError **error)
{
	struct stat file = {0};
	struct stat folder = {0};
	g_autofree char *wrong = NULL;
	uid_t owner = geteuid();

	if (fstat(fd, &file) < 0 || stat(context->state_directory, &folder) < 0)
		return fail(error, "cannot read", path);
	if (owner == 0)
		owner = folder.st_uid;
	wrong = wrong_with_file(&file, owner);
	if (wrong != NULL)
		return refuse_key(path, wrong, error);
	if (read(fd, context->key, CONTEXT_KEY_BYTES) != CONTEXT_KEY_BYTES)
		return fail(error, "cannot read", path);
	return !all_alike(context->key) || refuse_key(path, "its bytes are all alike", error);
}

static bool
read_key(Context *context, bool make, GError **error)
{
	g_autofree char *path = NULL;
	bool taken = false;
	int fd = -1;

	if (context->state_directory == NULL)
		return getrandom(context->key, CONTEXT_KEY_BYTES, 0) == CONTEXT_KEY_BYTES;
	path = g_build_filename(context->state_directory, "key", NULL);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return make
			   ? make_first_key(context, path, error)
			   : getrandom(context->key, CONTEXT_KEY_BYTES, 0) == CONTEXT_KEY_BYTES;
	if (fd < 0 && errno == ELOOP)
		return refuse_key(path, "it is a symbolic link", error);
	if (fd < 0)
		return fail(error, "cannot read", path);
	taken = take_key(context, path, fd, error);
	close(fd);
	return taken;
}

static Templates *
load_templates(const Config *config, GError **error)
{
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	Templates *templates = templates_load(
	    (const char *const *)config->letter_directories, config->language, diagnostics);

	if (templates != NULL && diagnostics->len == 0)
		return templates;
	if (diagnostics->len > 0) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[0]);

		g_set_error_literal(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, text);
	} else {
		g_set_error_literal(
		    error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG, "there are no letters");
	}
	templates_free(templates);
	return NULL;
}

static Context *
context_new(Config *config, const char *state_directory, GError **error)
{
	g_autoptr(Context) context = g_new0(Context, 1);

	context->state_directory = g_strdup(state_directory);
	context->templates = load_templates(config, error);
	return context->templates == NULL ? NULL : g_steal_pointer(&context);
}

/* What root makes in the folder of another user would be closed to the gateway, which runs as that user. */
bool
context_check_owner(const char *state_directory, GError **error)
{
	struct stat folder;

	if (geteuid() != 0 || stat(state_directory, &folder) < 0 || folder.st_uid == 0)
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
	    "%s is not root's: run this as the user that it belongs to", state_directory);
	return false;
}

static bool
refuse_half_restored(const char *state_directory, GError **error)
{
	g_autofree char *path = g_build_filename(state_directory, CONTEXT_RESTORING, NULL);

	return access(path, F_OK) != 0 ||
	       error_set(error, GATEWAY_ERROR_CONFIG,
		   "'casegate restore' was cut off in %s: run it again", state_directory);
}

Context *
context_open(Config *take_config, const char *state_directory, GError **error)
{
	g_autoptr(Context) context = context_new(take_config, state_directory, error);
	g_autofree char *path = g_build_filename(state_directory, "spool.db", NULL);

	if (context == NULL)
		return NULL;
	if (mkdir(state_directory, 0700) < 0 && errno != EEXIST) {
		fail(error, "cannot make", state_directory);
		return NULL;
	}
	if (!context_check_owner(state_directory, error) ||
	    !refuse_half_restored(state_directory, error))
		return NULL;
	context->spool = spool_open(path, error);
	if (context->spool == NULL || !read_key(context, true, error))
		return NULL;
	context->config = take_config;
	return g_steal_pointer(&context);
}

Context *
context_open_copy(Config *take_config, const char *state_directory, GError **error)
{
	g_autoptr(Context) context = context_new(take_config, state_directory, error);
	g_autofree char *path = state_directory == NULL
				    ? NULL
				    : g_build_filename(state_directory, "spool.db", NULL);

	if (context == NULL)
		return NULL;
	if (path != NULL && g_file_test(path, G_FILE_TEST_EXISTS))
		context->spool = spool_open_copy(path, error);
	else
		context->spool = spool_open(NULL, error);
	if (context->spool == NULL || !read_key(context, false, error))
		return NULL;
	context->config = take_config;
	return g_steal_pointer(&context);
}

bool
context_take_config(Context *context, Config *take_config, GError **error)
{
	Templates *templates = load_templates(take_config, error);

	if (templates == NULL)
		return false;
	templates_free(context->templates);
	config_free(context->config);
	context->templates = templates;
	context->config = take_config;
	return true;
}

void
context_close(Context *context)
{
	if (context == NULL)
		return;
	spool_close(context->spool);
	templates_free(context->templates);
	config_free(context->config);
	OPENSSL_cleanse(context->key, sizeof context->key);
	g_free(context->state_directory);
	g_free(context);
}
