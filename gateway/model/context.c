/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing what a deciding process works with; the signing key is made at first start, and only then. */
#include "gateway/model/context.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/model/key_file.h"
#include "gateway/model/trust_code.h"
#include "gateway/util/error.h"
#include "gateway/util/time_format.h"
#include "rules/diagnostic.h"
#include "spool/letter.h"

/* Another key would make worthless what was signed, without a word. */
static bool
make_first_key(Context *context, GError **error)
{
	int64_t letters[LETTER_STATES] = {0};
	int64_t sum = 0;

	if (!letter_count(context->spool, letters, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
		sum += letters[i];
	if (sum != 0)
		return key_file_refuse_lost(context->state_directory, error);
	return key_file_fresh(context->keys.current, error) &&
	       key_file_write(context->state_directory, &context->keys, error);
}

static bool
read_keys(Context *context, bool make, GError **error)
{
	bool there = false;

	if (context->state_directory != NULL &&
	    !key_file_read(context->state_directory, &context->keys, &there, error))
		return false;
	if (there)
		return true;
	return make ? make_first_key(context, error)
		    : key_file_fresh(context->keys.current, error);
}

static Templates *
load_templates(const Config *config, GError **error)
{
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	Templates *templates = config_templates(config, diagnostics);

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

/* A mark that nobody tried is nobody's. What is due may be due at another time. */
static void
adopt(Context *context, Config *taken)
{
	for (unsigned i = 0; i < taken->mailboxes->len; i++) {
		ConfigMailbox *mailbox = taken->mailboxes->pdata[i];

		mailbox->believes_authas = trust_code_is_given(&context->keys, mailbox);
	}
	context->config = taken;
	context->renewed = (DuePlace){0};
	if (taken->time_zone != NULL)
		time_format_use_zone(taken->time_zone);
}

Context *
context_open(Config *take_config, const char *state_directory, GError **error)
{
	g_autoptr(Context) context = context_new(take_config, state_directory, error);
	g_autofree char *path = g_build_filename(state_directory, "spool.db", NULL);

	if (context == NULL)
		return NULL;
	if (mkdir(state_directory, 0700) < 0 && errno != EEXIST) {
		error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot make %s: %s", state_directory,
		    g_strerror(errno));
		return NULL;
	}
	if (!context_check_owner(state_directory, error) ||
	    !refuse_half_restored(state_directory, error))
		return NULL;
	context->spool = spool_open(path, error);
	if (context->spool == NULL || !read_keys(context, true, error))
		return NULL;
	adopt(context, take_config);
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
	if (context->spool == NULL || !read_keys(context, false, error))
		return NULL;
	adopt(context, take_config);
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
	adopt(context, take_config);
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
	key_ring_clear(&context->keys);
	g_free(context->state_directory);
	g_free(context);
}
