/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The codes of authenticator apps: RFC 6238 with what all of them know, HMAC-SHA-1, steps of 30 seconds since 1970 and six
 * digits; and the URI that they read from a QR code. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TOTP_DIGITS 6
#define TOTP_STEP_MS 30000
#define TOTP_SECRET_BYTES 20 /* RFC 4226, section 4, R6 */

/* RFC 4226, section 5.3, of the step as its counter. */
void totp_code(
    const uint8_t secret[TOTP_SECRET_BYTES], int64_t step, char ret_digits[TOTP_DIGITS + 1]);
/* Whether there are exactly six digits, and nothing else. */
bool totp_is_code(const char *text);
/* The newest step from first to last of which this is the code, or -1. All are compared, in constant time. */
int64_t totp_find(
    const uint8_t secret[TOTP_SECRET_BYTES], const char *digits, int64_t first, int64_t last);

/* "otpauth://totp/Desk:els@klant.example?secret=...&issuer=Desk&algorithm=SHA1&digits=6&period=30". Caller owns. */
char *totp_uri(
    const uint8_t secret[TOTP_SECRET_BYTES], const char *issuer, const char *account);
