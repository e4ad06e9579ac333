/* A YAML file as a tree of ours: what libyaml's events say, within ceilings.
 *
 * Aliases point to what they name and are not copied; the size of the tree as if they were
 * is counted and capped, so that a few lines cannot become a billion nodes. Faults name the
 * line and the causes that are usual in Chinese offices: full-width punctuation, tabs, a
 * file saved as GBK or UTF-16. */
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include "base/arena.h"
#include "crawler/config.h"

#define YAML_FILE_MAX                                                                    \
	((size_t)4 << 20) /* an installation of 1,000 portals in one is 1 MiB */
#define YAML_DEPTH_MAX 32
#define YAML_NODES_MAX 400000  /* with aliases written out */
#define YAML_ANCHORS_MAX 256

enum ynode_kind { YNODE_SCALAR, YNODE_LIST, YNODE_MAP };

struct ynode {
	enum ynode_kind kind;
	int line;
	size_t start,
		end; /* characters before it, and up to its end; of a block collection
				 end is that of its last scalar */
	bool flow;	      /* collection in [] or {} */
	bool plain;	      /* scalar written without quotes */
	bool null;	      /* plain and "", "~" or "null" */
	struct str text;      /* scalar, terminated */
	struct ynode **items; /* elements, or the values of a mapping */
	struct ynode **keys;  /* of a mapping, always scalars */
	size_t n, cap;
	size_t weight;	      /* nodes below and itself, aliases written out */
};

/* The first document of text; NULL where there was a fault, which is in *f. An empty file
 * gives an empty mapping. Everything lies in a. */
struct ynode *yaml_tree(const char *file, struct str text, struct arena *a,
	struct config_faults *f);
/* Value of a key, NULL. */
struct ynode *ynode_get(const struct ynode *map, const char *key);
/* s as a scalar: plain where YAML reads the same text back, else in double quotes. */
void yaml_put_text(struct buf *b, struct str s);
/* True where s holds full-width punctuation that someone may have typed for the ASCII one;
 * *which names it. */
bool fullwidth_in(struct str s, const char **which);

#endif
