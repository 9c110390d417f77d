/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/login_code.h"

#include <openssl/crypto.h>
#include <string.h>

#include "gateway/desk/factor_code.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_code.h"
#include "gateway/model/needs.h"
#include "gateway/model/session_secret.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "gateway/util/token.h"
#include "spool/login.h"

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define DAY_MS (24 * HOUR_MS)
#define LATER_MS 100 /* its letter is made so much later, or up to twice that */
#define ADDRESS_MOST 254

/* Adds what is filled in but the secret. Caller owns that. */
static bool
open_session(Context *context, Session *session, char **ret_secret, GError **error)
{
	uint8_t mac[SESSION_MAC_BYTES];
	char *secret = session_secret_new();

	session->created_ms = session->seen_ms = context->now_ms;
	session_secret_mac(context->keys.current, secret, mac);
	if (session_add(context->spool, session, mac, &session->id, error)) {
		*ret_secret = secret;
		return true;
	}
	OPENSSL_cleanse(secret, strlen(secret));
	g_free(secret);
	return false;
}

bool
login_code_ask(Context *context, const char *address, char **ret_secret, GError **error)
{
	Session session = {
	    .state = SESSION_CODE,
	    .ends_ms = context->now_ms + LOGIN_LASTS_MS,
	};
	g_autofree char *typed = g_strstrip(g_strndup(address, ADDRESS_MOST));
	int64_t waiting = 0;
	int64_t due_ms = context->now_ms + LATER_MS + g_random_int_range(0, LATER_MS);

	if (!login_count(context->spool, context->now_ms, &waiting, error))
		return false;
	if (waiting >= LOGIN_WAITING_MOST)
		return error_set(error, GATEWAY_ERROR_TEMPORARY,
		    "too many want to log in just now: try again in a quarter of an hour");
	return open_session(context, &session, ret_secret, error) &&
	       login_add(context->spool, session.id, typed, due_ms, error);
}

static bool
may_be_sent(Context *context, const Contact *contact, bool *ret_may, GError **error)
{
	int64_t hour = 0;
	int64_t day = 0;

	*ret_may = false;
	if (contact == NULL || !contact->known || contact->undeliverable)
		return true;
	if (!login_count_letters(
		context->spool, contact->id, context->now_ms - HOUR_MS, &hour, error) ||
	    !login_count_letters(
		context->spool, contact->id, context->now_ms - DAY_MS, &day, error))
		return false;
	*ret_may = hour < LOGIN_LETTERS_HOUR && day < LOGIN_LETTERS_DAY;
	return true;
}

static bool
write_letter(Context *context, const Contact *contact, int64_t *ret_letter, GError **error)
{
	json_t *values = json_pack("{s:s}", "code", LETTER_CODE_MARK);
	const LetterOrder order = {
	    .name = LETTER_LOGIN_CODE,
	    .mailbox = "",
	    .to = contact,
	    .more = values,
	    .ret_id = ret_letter,
	};
	bool good = customer_letter(context, &order, error);

	json_decref(values);
	return good;
}

static bool
look_at(Context *context, const Login *login, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Contact) registered = NULL;
	bool may = false;
	int64_t letter = 0;

	if (!contact_find(context->spool, login->address, &contact, error) ||
	    !may_be_sent(context, contact, &may, error))
		return false;
	if (!may)
		return login_looked_at(context->spool, login->session, 0, 0, error);
	return contact_get(context->spool, contact->id, &registered, error) &&
	       write_letter(context, registered, &letter, error) &&
	       login_looked_at(context->spool, login->session, registered->id, letter, error);
}

bool
login_code_deadlines(Context *context, int limit, GError **error)
{
	g_autoptr(GPtrArray) due = NULL;

	if (!login_due(context->spool, context->now_ms, limit, &due, error))
		return false;
	for (unsigned i = 0; i < due->len; i++)
		if (!look_at(context, due->pdata[i], error))
			return false;
	return true;
}

bool
login_code_next_deadline(Context *context, int64_t *ret_next_ms, GError **error)
{
	return login_next_due(context->spool, ret_next_ms, error);
}

/* "482 913", "482913 " */
static char *
only_digits(const char *typed)
{
	GString *digits = g_string_new(NULL);

	for (; *typed != '\0' && digits->len <= TOKEN_CODE_LENGTH; typed++)
		if (g_ascii_isdigit(*typed))
			g_string_append_c(digits, *typed);
		else if (strchr(" -.", *typed) == NULL)
			return g_string_free(g_string_truncate(digits, 0), FALSE);
	return g_string_free(digits, FALSE);
}

/* Another session takes the place of the one that waited: who had that one's secret before has nothing now. */
static bool
go_on(Context *context, int64_t from, Session *next, char **ret_secret, GError **error)
{
	bool waits = next->state != SESSION_OPEN;

	next->ends_ms = context->now_ms + (waits ? LOGIN_LASTS_MS : LOGIN_IDLE_MS);
	return session_end(context->spool, from, error) &&
	       open_session(context, next, ret_secret, error);
}

static bool
let_in(Context *context, const Login *login, LoginResult *ret_result, char **ret_secret,
    GError **error)
{
	Session next = {.contact = login->contact, .confirmed = CONFIRMED_BY_LETTER};
	bool has_app = false;

	if (!factor_code_is_used(context, login->contact, &has_app, error))
		return false;
	next.state = has_app ? SESSION_APP : SESSION_OPEN;
	*ret_result = has_app ? LOGIN_ASKS_APP : LOGIN_RIGHT;
	return go_on(context, login->session, &next, ret_secret, error) &&
	       (!has_app || login_add(context->spool, next.id, login->address, 0, error));
}

static bool
count_wrong(Context *context, const Login *login, LoginResult *ret_result, GError **error)
{
	bool over = login->tries + 1 >= LOGIN_TRIES;

	*ret_result = over ? LOGIN_OVER : LOGIN_WRONG;
	return over ? session_end(context->spool, login->session, error)
		    : login_tried(context->spool, login->session, error);
}

/* Also where nobody was sent a letter: such a one is never right. */
static bool
take_letters(Context *context, const Login *login, const char *digits, LoginResult *ret_result,
    char **ret_secret, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (login->letter != 0 && !letter_get(context->spool, login->letter, &letter, error))
		return false;
	if (letter != NULL && letter->contact == login->contact && login->contact != 0 &&
	    letter_code_is(context, letter, digits))
		return let_in(context, login, ret_result, ret_secret, error);
	return count_wrong(context, login, ret_result, error);
}

static bool
take_apps(Context *context, const Session *session, const Login *login, const char *digits,
    LoginResult *ret_result, char **ret_secret, GError **error)
{
	Session next = {
	    .state = SESSION_OPEN, .contact = session->contact, .confirmed = CONFIRMED_BY_APP};
	FactorCodeResult result = FACTOR_CODE_NONE;

	if (!factor_code_check(
		context, session->contact, digits, context->now_ms, &result, error))
		return false;
	if (result == FACTOR_CODE_WRONG)
		return count_wrong(context, login, ret_result, error);
	if (result != FACTOR_CODE_RIGHT) {
		*ret_result = LOGIN_OVER;
		return session_end(context->spool, session->id, error);
	}
	*ret_result = LOGIN_RIGHT;
	return go_on(context, session->id, &next, ret_secret, error);
}

bool
login_code_take(Context *context, int64_t session, const char *typed, LoginResult *ret_result,
    char **ret_secret, GError **error)
{
	g_autofree char *digits = only_digits(typed);
	g_autoptr(Session) waiting = NULL;
	g_autoptr(Login) login = NULL;

	*ret_result = LOGIN_OVER;
	*ret_secret = NULL;
	if (session == 0)
		return true;
	if (!session_get(context->spool, session, context->now_ms, &waiting, error) ||
	    !login_get(context->spool, session, &login, error))
		return false;
	if (waiting == NULL || login == NULL)
		return true;
	if (waiting->state == SESSION_CODE)
		return take_letters(context, login, digits, ret_result, ret_secret, error);
	return waiting->state != SESSION_APP ||
	       take_apps(context, waiting, login, digits, ret_result, ret_secret, error);
}
