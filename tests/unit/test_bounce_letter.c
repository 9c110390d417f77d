/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/office_fixture.h"
int
main(void)
{
	return 0;
}
