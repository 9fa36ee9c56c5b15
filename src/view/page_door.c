/* page_door: signing in, and short pages that say why there is no other. They name nobody and nothing of a case. */
#include "page_door.h"

#include "page_frame.h"

static void write_fault(Html *html, const PageSignIn *page)
{
    if (!page->fault)
        return;
    html_open(html, "div", "class", "faults", "id", "faults", "role", "alert", "tabindex", "-1",
              NULL);
    html_put(html, "h2", "There is a problem", NULL);
    html_open(html, "p", NULL);
    html_text(html, page->fault);
    if (page->wait > 0)
        html_textf(html, " Wait %u second%s, then try again.", page->wait,
                   page->wait == 1 ? "" : "s");
    html_close(html, "p");
    html_close(html, "div");
}

static void write_field(Html *html, const char *name, const char *label, const char *type,
                        const char *value, const char *completes)
{
    g_autofree char *id = g_strconcat("sign-in-", name, NULL);
    html_open(html, "div", "class", "field", NULL);
    html_put(html, "label", label, "for", id, NULL);
    html_void(html, "input", "type", type, "id", id, "name", name, "value", value, "autocomplete",
              completes, "autocapitalize", "none", "spellcheck", "false", "required", "", NULL);
    html_close(html, "div");
}

GString *page_sign_in(const View *view, const PageSignIn *page)
{
    const PageFrame frame = {.view = view, .title = "Sign in", .faulty = page->fault != NULL};
    Html *html = page_begin(&frame);
    write_fault(html, page);
    html_open(html, "form", "class", "act", "id", "sign-in", "method", "post", "action", "/sign-in",
              "accept-charset", "utf-8", NULL);
    html_void(html, "input", "type", "hidden", "name", "token", "value", page->token, NULL);
    html_void(html, "input", "type", "hidden", "name", "goal", "value", page->goal, NULL);
    write_field(html, "name", "Your name for this desk", "text", page->name, "username");
    write_field(html, "password", "Your password", "password", NULL, "current-password");
    html_put(html, "button", "Sign in", "type", "submit", NULL);
    html_close(html, "form");
    html_put(html, "p",
             "Who forgot the password asks the system manager for a new one ('casegate account "
             "password NAME'). What you look at here is on record.",
             "class", "hint", NULL);
    return page_end(html, &frame);
}

GString *page_refusal(const View *view, const char *title, const char *text, const char *link)
{
    const PageFrame frame = {.view = view, .title = title};
    Html *html = page_begin(&frame);
    html_put(html, "p", text, NULL);
    if (link) {
        html_open(html, "p", NULL);
        html_put(html, "a", "Go on", "href", link, NULL);
        html_close(html, "p");
    }
    return page_end(html, &frame);
}
