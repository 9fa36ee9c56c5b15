/* The least that could be done: libetpan fetches everything in INBOX, a hundred messages a command, and drops it. Verifies
 * nobody, keeps nothing, moves nothing. imap_fetch PORT USER PASSWORD [tls]; prints how many messages and bytes came. */
#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RANGE 100u

static struct mailimap_fetch_type *whole(void)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
    return type;
}

static size_t body_bytes(const struct mailimap_msg_att *att)
{
    size_t bytes = 0;
    for (clistiter *at = clist_begin(att->att_list); at; at = clist_next(at)) {
        const struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
            item->att_data.att_static->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
            bytes += item->att_data.att_static->att_data.att_body_section->sec_length;
    }
    return bytes;
}

static unsigned fetch(mailimap *imap, unsigned from, unsigned to, size_t *bytes)
{
    clist *answers = NULL;
    unsigned count = 0;
    struct mailimap_set *set = mailimap_set_new_interval(from, to);
    struct mailimap_fetch_type *type = whole();
    if (mailimap_fetch(imap, set, type, &answers) != MAILIMAP_NO_ERROR)
        exit(1);
    for (clistiter *at = clist_begin(answers); at; at = clist_next(at), count++)
        *bytes += body_bytes(clist_content(at));
    mailimap_fetch_list_free(answers);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    return count;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    mailimap *imap = mailimap_new(0, NULL);
    unsigned short port = (unsigned short)atoi(argv[1]);
    int code = argc > 4 ? mailimap_ssl_connect(imap, "localhost", port)
                        : mailimap_socket_connect(imap, "localhost", port);
    if (code > MAILIMAP_NO_ERROR_NON_AUTHENTICATED ||
        mailimap_login(imap, argv[2], argv[3]) != MAILIMAP_NO_ERROR ||
        mailimap_select(imap, "INBOX") != MAILIMAP_NO_ERROR)
        return 1;
    unsigned total = imap->imap_selection_info->sel_exists, count = 0;
    size_t bytes = 0;
    for (unsigned from = 1; from <= total; from += RANGE)
        count += fetch(imap, from, from + RANGE - 1 < total ? from + RANGE - 1 : total, &bytes);
    printf("%u messages, %zu bytes\n", count, bytes);
    mailimap_logout(imap);
    mailimap_free(imap);
    return 0;
}
