/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three passes over a table: first all that is wrong is listed, then everyone is added, and then what refers to others
 * (managers, approvals) is set, who may stand further down. The caller's transaction makes it one thing.
 */
#include "gateway/commands/contact_import.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "gateway/commands/contact_fields.h"
#include "gateway/ipc/channel.h"
#include "gateway/util/csv.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "rules/diagnostic.h"
#include "rules/yaml.h"

typedef struct {
	unsigned line;
	GPtrArray *cells;     /* own; of char * */
	ContactFields fields; /* borrows the cells */
	int64_t id;           /* once it is added */
} Row;

typedef struct {
	Context *context;
	const Call *call;
	const char *file;       /* borrowed; for messages */
	GArray *columns;        /* own; ContactField of each column */
	GPtrArray *rows;        /* own */
	GHashTable *addresses;  /* own; folded -> line */
	GHashTable *accounts;   /* own; folded */
	GPtrArray *diagnostics; /* own; of Diagnostic, column: in which order they were found */
	unsigned line;          /* of what is looked at now */
	int n_known;            /* contacts that were there */
} Import;

static void
row_free(void *data)
{
	Row *row = data;

	g_ptr_array_unref(row->cells);
	g_free(row);
}

static void
import_init(Import *import)
{
	import->columns = g_array_new(FALSE, FALSE, sizeof(ContactField));
	import->rows = g_ptr_array_new_with_free_func(row_free);
	import->addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	import->accounts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	import->diagnostics = diagnostics_new();
}

static void
import_clear(Import *import)
{
	g_clear_pointer(&import->columns, g_array_unref);
	g_clear_pointer(&import->rows, g_ptr_array_unref);
	g_clear_pointer(&import->addresses, g_hash_table_unref);
	g_clear_pointer(&import->accounts, g_hash_table_unref);
	g_clear_pointer(&import->diagnostics, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

static void
report(Import *import, const char *found, const char *expected)
{
	Diagnostic *diagnostic = g_new0(Diagnostic, 1);

	diagnostic->file = g_strdup(import->file);
	diagnostic->line = import->line;
	diagnostic->column = import->diagnostics->len;
	diagnostic->found = g_strdup(found);
	diagnostic->expected = g_strdup(expected);
	g_ptr_array_add(import->diagnostics, diagnostic);
}

static void
tell_of_field(ContactField field, const char *found, const char *expected, void *data)
{
	g_autofree char *what = g_strdup_printf("%s %s", CONTACT_FIELD_NAMES[field], found);

	report(data, what, expected);
}

static bool
find_column(Import *import, const char *name, ContactField *ret_field)
{
	g_autofree char *valid = g_utf8_make_valid(name, -1);
	g_autofree char *quoted = g_strdup_printf("'%s'", valid);
	g_autofree char *all = g_strjoinv(", ", (char **)CONTACT_FIELD_NAMES);
	const char *nearest = yaml_nearest(name, CONTACT_FIELD_NAMES);
	g_autofree char *meant =
	    nearest == NULL
		? g_strdup_printf("one of the columns %s", all)
		: g_strdup_printf("one of the columns %s; did you mean '%s'?", all, nearest);

	for (int i = 0; i < CONTACT_FIELDS; i++)
		if (g_ascii_strcasecmp(name, CONTACT_FIELD_NAMES[i]) == 0) {
			*ret_field = (ContactField)i;
			return true;
		}
	report(import, quoted, meant);
	return false;
}

static void
read_heading(Import *import, const GPtrArray *cells)
{
	bool seen[CONTACT_FIELDS] = {false};

	for (guint i = 0; i < cells->len; i++) {
		char *name = g_strstrip(cells->pdata[i]);
		ContactField field = FIELD_ADDRESS;

		if (!find_column(import, name, &field))
			continue;
		if (seen[field])
			tell_of_field(field, "a second time", "each column once", import);
		seen[field] = true;
		g_array_append_val(import->columns, field);
	}
	if (import->diagnostics->len == 0 && !seen[FIELD_ADDRESS])
		report(import, "no column address", "a first line with the columns' names");
}

/* An empty cell says nothing; a lone hyphen clears. */
static const char *
meaning_of(char *cell)
{
	g_strstrip(cell);
	if (cell[0] == '\0')
		return NULL;
	return g_str_equal(cell, "-") ? "" : cell;
}

static void
claim(Import *import, const char *address)
{
	char *key = g_ascii_strdown(address, -1);
	unsigned before = GPOINTER_TO_UINT(g_hash_table_lookup(import->addresses, key));
	g_autofree char *found = NULL;

	if (before == 0) {
		g_hash_table_insert(import->addresses, key, GUINT_TO_POINTER(import->line));
		return;
	}
	g_free(key);
	found = g_strdup_printf("'%s', which stands in line %u", address, before);
	report(import, found, "each address once");
}

/* What others may refer to, wherever they stand. */
static void
announce(Import *import, const Row *row)
{
	const char *aliases = row->fields.values[FIELD_ALIASES];
	const char *account = row->fields.values[FIELD_ACCOUNT];
	g_auto(GStrv) others = contact_fields_list(aliases == NULL ? "" : aliases, true);

	if (row->fields.values[FIELD_ADDRESS] != NULL)
		claim(import, row->fields.values[FIELD_ADDRESS]);
	else
		report(import, "no address", "a mail address in each line");
	for (size_t i = 0; others[i] != NULL; i++)
		claim(import, others[i]);
	if (account != NULL && account[0] != '\0')
		g_hash_table_add(import->accounts, g_ascii_strdown(account, -1));
}

static bool
is_text(const GPtrArray *cells)
{
	for (guint i = 0; i < cells->len; i++)
		if (!g_utf8_validate(cells->pdata[i], -1, NULL))
			return false;
	return true;
}

static void
read_row(Import *import, GPtrArray *take_cells)
{
	g_autoptr(GPtrArray) cells = take_cells;
	g_autofree char *found = g_strdup_printf("%u cells", cells->len);
	g_autofree char *expected =
	    g_strdup_printf("%u, as in the first line", import->columns->len);
	Row *row = NULL;

	if (!is_text(cells)) {
		report(import, "bytes that are no UTF-8", "a file saved as UTF-8");
		return;
	}
	if (cells->len != import->columns->len) {
		report(import, found, expected);
		return;
	}
	row = g_new0(Row, 1);
	row->line = import->line;
	row->cells = g_steal_pointer(&cells);
	g_ptr_array_add(import->rows, row);
	for (guint i = 0; i < row->cells->len; i++)
		row->fields.values[g_array_index(import->columns, ContactField, i)] =
		    meaning_of(row->cells->pdata[i]);
	announce(import, row);
}

/* All that can be checked without looking at who is there. */
static void
read_table(Import *import, GBytes *bytes)
{
	gsize size = 0;
	const char *text = bytes == NULL ? "" : g_bytes_get_data(bytes, &size);
	const char *wrong = NULL;
	GPtrArray *cells = NULL;
	CsvResult result = CSV_END;
	Csv csv;

	csv_open(&csv, text == NULL ? "" : text, size);
	result = csv_next(&csv, &cells, &import->line, &wrong);
	if (result != CSV_ROW) {
		import->line = 1;
		report(import, result == CSV_BAD ? wrong : "nothing",
		    "a first line with the columns' names");
		return;
	}
	read_heading(import, cells);
	g_ptr_array_unref(cells);
	if (import->diagnostics->len > 0)
		return;
	while ((result = csv_next(&csv, &cells, &import->line, &wrong)) != CSV_END) {
		if (result == CSV_BAD)
			report(
			    import, wrong, "cells in quotes, with each quote in them doubled");
		else
			read_row(import, cells);
	}
}

/* An alias of a contact is no contact of its own. */
static bool
look_at_owner(Import *import, const char *address, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Contact) owner = NULL;
	g_autofree char *found = NULL;

	if (!contact_find(import->context->spool, address, &contact, error))
		return false;
	if (contact == NULL)
		return true;
	if (!contact_get(import->context->spool, contact->id, &owner, error))
		return false;
	import->n_known++;
	if (g_ascii_strcasecmp(owner->address, address) == 0)
		return true;
	found = g_strdup_printf("address '%s', an alias of %s", address, owner->address);
	report(import, found, "a contact's own address");
	return true;
}

static bool
check_rows(Import *import, GError **error)
{
	const ContactOthers others = {import->addresses, import->accounts};
	const ContactFieldsCheck check = {&others, tell_of_field, import};

	for (guint i = 0; i < import->rows->len; i++) {
		const Row *row = import->rows->pdata[i];
		const char *address = row->fields.values[FIELD_ADDRESS];

		import->line = row->line;
		if (address != NULL &&
		    (!look_at_owner(import, address, error) ||
			!contact_fields_check(import->context, &row->fields, &check, error)))
			return false;
	}
	return true;
}

static bool
take_row(Import *import, Row *row, bool again, GError **error)
{
	const ContactDetails details = contact_fields_details(&row->fields);
	Context *context = import->context;
	bool good =
	    again ? contact_fields_set_rights(context, &row->fields, row->id, error)
		  : contact_add(context->spool, &details, context->now_ms, &row->id, error);

	if (!good)
		g_prefix_error(error, "%s:%u: ", import->file, row->line);
	return good;
}

static bool
take_rows(Import *import, GError **error)
{
	int count = (int)import->rows->len;

	for (int i = 0; i < 2 * count; i++) {
		if (!take_row(import, import->rows->pdata[i % count], i >= count, error))
			return false;
		call_tell_progress(import->call, i + 1, 2 * count);
	}
	return true;
}

static int
compare_places(const void *a, const void *b)
{
	const Diagnostic *first = *(Diagnostic *const *)a;
	const Diagnostic *second = *(Diagnostic *const *)b;

	if (first->line != second->line)
		return first->line < second->line ? -1 : 1;
	return first->column < second->column ? -1 : 1;
}

static void
print_mistakes(const Import *import, GString *out)
{
	if (call_flag(import->call, "json")) {
		json_print(out,
		    json_pack("{so}", "mistakes", json_print_mistakes(import->diagnostics)));
		return;
	}
	for (guint i = 0; i < import->diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(import->diagnostics->pdata[i]);

		g_string_append_printf(out, "%s\n", text);
	}
}

static bool
refuse(Import *import, GString *out, GError **error)
{
	unsigned lines = 0;

	g_ptr_array_sort(import->diagnostics, compare_places);
	for (guint i = 0; i < import->diagnostics->len; i++) {
		const Diagnostic *diagnostic = import->diagnostics->pdata[i];
		const Diagnostic *before = i == 0 ? NULL : import->diagnostics->pdata[i - 1];

		lines += before == NULL || before->line != diagnostic->line;
	}
	print_mistakes(import, out);
	return error_set(error, GATEWAY_ERROR_DATA, "%u %s wrong; nothing was changed", lines,
	    lines == 1 ? "line is" : "lines are");
}

bool
contact_import(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Import)
	    import = {.context = context, .call = call, .file = call_word(call, "file")};
	int count = 0;

	import_init(&import);
	read_table(&import, call->bytes);
	if (!check_rows(&import, error))
		return false;
	if (import.diagnostics->len > 0)
		return refuse(&import, out, error);
	if (!take_rows(&import, error))
		return false;
	count = (int)import.rows->len;
	if (call_flag(call, "json"))
		json_print(out, json_pack("{si, si}", "added", count - import.n_known, "set",
				    import.n_known));
	else
		g_string_append_printf(out, "%d %s added, %d set\n", count - import.n_known,
		    count - import.n_known == 1 ? "contact" : "contacts", import.n_known);
	return true;
}

static bool
read_input(GByteArray *all, GError **error)
{
	uint8_t piece[65536];
	ssize_t got = 0;

	while (all->len <= CHANNEL_BYTES_MAX &&
	       (got = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		g_byte_array_append(all, piece, (guint)got);
	return got >= 0 || error_set_errno(error, "standard input cannot be read");
}

bool
contact_import_read(Call *call, GError **error)
{
	const char *file = call_word(call, "file");
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autofree char *contents = NULL;
	gsize size = 0;

	if (g_str_equal(file, "-")) {
		if (!read_input(all, error))
			return false;
		call->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&all));
	} else {
		if (!g_file_get_contents(file, &contents, &size, error))
			return false;
		call->bytes = g_bytes_new_take(g_steal_pointer(&contents), size);
	}
	if (g_bytes_get_size(call->bytes) <= CHANNEL_BYTES_MAX)
		return true;
	return error_set(error, GATEWAY_ERROR_USAGE,
	    "%s has more than %d MiB: import it in parts", file, CHANNEL_BYTES_MAX >> 20);
}
