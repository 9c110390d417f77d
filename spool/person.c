/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/person.h"

#include "spool/sqlite.h"

static const char *const SELECTS[] = {
    [PERSON_MAILS] =
	"SELECT m.id FROM (SELECT address_key AS word FROM contact WHERE id = $1"
	" UNION SELECT address_key FROM contact_alias WHERE contact = $1) a"
	" CROSS JOIN mail m ON m.from_address = a.word COLLATE NOCASE ORDER BY m.id",
    [PERSON_LETTERS] = "SELECT id FROM letter WHERE contact = $1 ORDER BY id",
    [PERSON_TICKETS] = "SELECT id FROM ticket WHERE reporter = $1 ORDER BY id",
    [PERSON_SHARED] = "SELECT ticket FROM ticket_person WHERE contact = $1 ORDER BY ticket",
};

bool
person_ids(Spool *spool, int64_t contact, PersonKind kind, GArray **ret_ids, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECTS[kind]);

	sql_bind_int(select, 1, contact);
	return sql_run_ids(select, ret_ids, error);
}
