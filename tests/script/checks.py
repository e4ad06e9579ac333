"""What a script of tests found otherwise than it should be."""
found = 0


def check(name, got, want):
    global found
    if got != want:
        print(f'{name}: got {got!r}, want {want!r}', flush=True)
        found += 1


def outcome():
    """For sys.exit, at the end."""
    print(f'{found} failures')
    return 1 if found else 0
