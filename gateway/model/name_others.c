/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/name_others.h"

const char *
name_others_why_not(const Contact *sender, bool proven, const Contact *other)
{
	if (!proven)
		return "the sender is not proven";
	if (other == NULL || !other->known)
		return "no known contact";
	if (other->id == sender->id)
		return "it is the sender";
	if (sender->account == 0 || other->account != sender->account)
		return "not of the sender's account";
	return NULL;
}

bool
name_others_may_account(Spool *spool, const Contact *sender, bool proven,
    const Account *account, bool *ret_may, GError **error)
{
	g_autoptr(GPtrArray) approvals = NULL;

	*ret_may = sender->account == account->id;
	if (*ret_may || !proven)
		return true;
	if (!contact_approvals(spool, sender->id, &approvals, error))
		return false;
	for (unsigned i = 0; i < approvals->len; i++)
		*ret_may = *ret_may || g_str_equal(approvals->pdata[i], account->name);
	return true;
}
