/* els-test-json — checks of one JSON document on stdin for the scenarios.
 *
 *   document -            prints the path of every member, one per line; fails unless stdin is
 *                         exactly one document
 *   within PATH NUMBER    whether the interval [low, high] at PATH holds the number */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void print_members(const json_t *object, const char *prefix)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        char path[1024];
        snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "." : "", key);
        puts(path);
        if (json_is_object(value))
            print_members(value, path);
    }
}

static const json_t *member(const json_t *root, const char *path)
{
    char copy[1024], *rest = copy, *key;
    snprintf(copy, sizeof copy, "%s", path);
    while (root && (key = strsep(&rest, ".")))
        root = json_object_get(root, key);
    return root;
}

int main(int argc, char **argv)
{
    json_error_t error;
    json_t *root = argc >= 3 ? json_loadf(stdin, JSON_REJECT_DUPLICATES, &error) : NULL;
    int code = 1;
    if (argc < 3)
        fprintf(stderr, "usage: els-test-json document - | within PATH NUMBER\n");
    else if (!root)
        fprintf(stderr, "line %d: %s\n", error.line, error.text);
    else if (strcmp(argv[1], "document") == 0) {
        print_members(root, "");
        code = 0;
    } else if (argc == 4 && strcmp(argv[1], "within") == 0) {
        const json_t *interval = member(root, argv[2]);
        const json_t *low = json_array_get(interval, 0), *high = json_array_get(interval, 1);
        double number = atof(argv[3]);
        code = !(json_is_number(low) && json_is_number(high) && json_number_value(low) <= number &&
                 number <= json_number_value(high));
    }
    json_decref(root);
    return code;
}
