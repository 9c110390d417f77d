/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only file that knows OpenSSL's CMS. Who signed is not looked at: that takes certificates and a policy,
 * which a reader has not.
 */
#include "parsers/smime.h"

#include <openssl/cms.h>
#include <openssl/err.h>

GBytes *
smime_content(GBytes *signed_data)
{
	BIO *in = BIO_new_mem_buf(
	    g_bytes_get_data(signed_data, NULL), (int)g_bytes_get_size(signed_data));
	CMS_ContentInfo *cms = in == NULL ? NULL : d2i_CMS_bio(in, NULL);
	ASN1_OCTET_STRING **content = NULL;
	GBytes *found = NULL;

	if (cms != NULL && OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed)
		content = CMS_get0_content(cms);
	if (content != NULL && *content != NULL)
		found = g_bytes_new(
		    ASN1_STRING_get0_data(*content), (size_t)ASN1_STRING_length(*content));
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	ERR_clear_error();
	return found;
}
