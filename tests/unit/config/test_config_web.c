/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/config/config_read.h"

static const YamlField fields[] = {
    {"web", config_read_web, 0, NULL, false, ""}, {NULL, NULL, 0, NULL, false, NULL}};

/* What is wrong with it, or "". */
static char *
read_web(const char *text, ConfigWeb *web)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autofree char *yaml = g_strdup_printf("web: {%s}", text);
	g_autoptr(YamlDocument) document =
	    yaml_parse("/etc/x.yaml", yaml, strlen(yaml), diagnostics);

	assert_non_null(document);
	yaml_read_map(yaml_top(document), fields, web);
	return diagnostics->len == 0 ? g_strdup("") : diagnostic_text(diagnostics->pdata[0]);
}

static void
is_read(void **state)
{
	ConfigWeb web = {0};
	g_autofree char *texts = read_web(
	    "listen: 'unix:run/web', url: 'https://desk.example/', metrics: '[::1]:9101', "
	    "sso: {header: X-Forwarded-Email, user: www-data, customers: [klant.example]}",
	    &web);

	(void)state;
	assert_string_equal(texts, "");
	assert_string_equal(web.listen.path, "/etc/run/web");
	assert_string_equal(web.url, "https://desk.example");
	assert_string_equal(web.metrics.host, "::1");
	assert_int_equal(web.metrics.port, 9101);
	assert_string_equal(web.sso_header, "X-Forwarded-Email");
	assert_string_equal(web.sso_user, "www-data");
	assert_int_equal(web.sso_customers->len, 1);
	assert_true(config_web_is_on(&web));
	config_web_clear(&web);
	assert_false(config_web_is_on(&web));
}

#define URL ", url: 'https://desk.example'"
static const struct {
	const char *text, *wrong; /* "": it is good */
} ROWS[] = {
    {"listen: '127.0.0.1:8080'" URL, ""},
    {"listen: '127.8.0.1:8080'" URL, ""},
    {"listen: '[::1]:8080', url: 'http://localhost:8080'", ""},
    {"listen: 'unix:/run/web'", "url"},
    {"url: 'https://desk.example'", "listen"},
    {"listen: '0.0.0.0:8080'" URL, "expected unix:PATH"},
    {"listen: '192.168.1.1:8080'" URL, "expected unix:PATH"},
    {"listen: '127.0.0.1'" URL, "expected unix:PATH"},
    {"listen: '127.0.0.1:0'" URL, "expected unix:PATH"},
    {"listen: '127.0.0.1:99999'" URL, "expected unix:PATH"},
    {"listen: 'unix:'" URL, "expected unix:"},
    {"listen: 'unix:/a', url: 'http://desk.example'", "expected https://"},
    {"listen: 'unix:/a', url: 'https://desk.example/pages'", "expected https://"},
    {"listen: 'unix:/a', url: 'https://u@desk.example'", "expected https://"},
    {"listen: 'unix:/a', url: 'desk.example'", "expected https://"},
    {"listen: 'unix:/a', metrics: 'localhost:1'" URL, "expected an IP address"},
    {"listen: 'unix:/a', metrics: '10.0.0.1:1'" URL, ""},
    {"listen: 'unix:/a', sso: {header: X-User}" URL, "user"},
    {"listen: 'unix:/a', sso: {header: X_User, user: a}" URL, "expected the name"},
    {"listen: 'unix:/a', sso: {header: Cookie, user: a}" URL, "expected the name"},
    {"listen: '127.0.0.1:1', sso: {header: X-User, user: a}" URL, "unix:PATH"},
    {"listen: 'unix:/a', sso: {header: X-User, user: a, customers: [example]}" URL,
	"found 'example', expected domain names, as in desk.example"},
    {"listen: 'https://0.0.0.0:8443', certificate: a.pem, key: a.key" URL, ""},
    {"listen: 'https://[::]:8443', certificate: a.pem, key: a.key" URL, ""},
    {"listen: systemd" URL, ""},
    {"listen: systemd, certificate: a.pem, key: a.key" URL, ""},
    {"listen: systemd, sso: {header: X-User, user: a}" URL, ""},
    {"listen: 'https://0.0.0.0:8443'" URL, "found none, expected certificate"},
    {"listen: 'https://0.0.0.0:8443', certificate: a.pem" URL,
	"found no key, expected certificate"},
    {"listen: 'https://0.0.0.0:8443', key: a.key" URL,
	"found no certificate, expected certificate"},
    {"listen: 'https://desk.example:8443', certificate: a.pem, key: a.key" URL,
	"expected unix:PATH"},
    {"listen: 'https://0.0.0.0', certificate: a.pem, key: a.key" URL, "expected unix:PATH"},
    {"listen: '127.0.0.1:1', certificate: a.pem, key: a.key" URL,
	"found a listener without TLS, expected it"},
    {"listen: 'unix:/a', certificate: a.pem, key: a.key" URL,
	"found a listener without TLS, expected it"},
    {"listen: 'https://0.0.0.0:1', certificate: a, key: b, sso: {header: X-User, user: a}" URL,
	"unix:PATH"},
};

static void
what_would_let_in_the_world_is_a_mistake(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		ConfigWeb web = {0};
		g_autofree char *wrong = read_web(ROWS[i].text, &web);
		bool good = *ROWS[i].wrong == '\0' ? *wrong == '\0'
						   : strstr(wrong, ROWS[i].wrong) != NULL;

		if (!good)
			fail_msg("%s: %s", ROWS[i].text, wrong);
		config_web_clear(&web);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_read),
	    cmocka_unit_test(what_would_let_in_the_world_is_a_mistake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
