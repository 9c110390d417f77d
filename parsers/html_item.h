/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in front of the items of a list: "3. ", "c. ", "iii. ", "- ". */
#pragma once

/* Of the number and the type of its list, '1', 'a', 'A', 'i' or 'I'. Caller owns. */
char *html_item_label(int number, char type);

/* Of what Word wrote there itself: its number, or "- " for its points, which are letters of other fonts. Caller owns. */
char *html_item_of_word(const char *written);
