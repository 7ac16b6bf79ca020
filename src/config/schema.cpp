// Reads the key tables (key_tables.hpp explains the notation) into a tree. The tables are part of the program, so
// a mistake in them is a programming error and throws; a test reads them all.
#include "config/schema.hpp"

#include "config/key_tables.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <stdexcept>

namespace openclaw::config {

namespace {

using Shapes = std::map<std::string_view, std::shared_ptr<Shape>>;

double toDouble(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Reads the type column of one line.
class TypeReader {
public:
    TypeReader(std::string_view text, const Shapes& shapes) : text_(text), shapes_(shapes) {}

    std::vector<Type> readAlternatives() {
        std::vector<Type> types;
        do
            types.push_back(readType());
        while (take("|"));
        return types;
    }
    bool atEnd() {
        skipBlanks();
        return position_ >= text_.size();
    }

private:
    void skipBlanks() {
        while (position_ < text_.size() && text_[position_] == ' ')
            ++position_;
    }
    bool take(std::string_view word) {
        skipBlanks();
        if (text_.substr(position_, word.size()) != word)
            return false;
        position_ += word.size();
        return true;
    }
    std::string_view takeUntil(std::string_view stops) {
        const std::size_t start = position_;
        position_ = std::min(text_.find_first_of(stops, position_), text_.size());
        return text_.substr(start, position_ - start);
    }

    Type readType() {
        Type type = readSingle();
        while (take("[]")) {
            Type array;
            array.kind = Type::Kind::array;
            array.element.push_back(std::move(type));
            type = std::move(array);
        }
        return type;
    }

    Type readSingle() {
        Type type;
        if (take("(")) {
            // Only arrays of alternatives are grouped: (string | number)[].
            type.kind = Type::Kind::array;
            type.element = readAlternatives();
            if (!take(")[]"))
                throw std::logic_error(fmt::format("config table: ')[]' expected in {}", text_));
        } else if (take("{")) {
            type.kind = Type::Kind::map;
            type.element = readAlternatives();
            take("}");
        } else if (take("'")) {
            type.kind = Type::Kind::literal;
            type.words.push_back(takeUntil("'"));
            take("'");
        } else if (take("enum(")) {
            type.kind = Type::Kind::enumeration;
            type.words = split(takeUntil(")"), ',');
            take(")");
        } else if (take("@")) {
            type.kind = Type::Kind::object;
            const auto found = shapes_.find(takeUntil(" }[)"));
            if (found == shapes_.end())
                throw std::logic_error(fmt::format("config table: unknown shape in {}", text_));
            type.shape = found->second;
        } else {
            readNamed(type);
        }
        return type;
    }

    void readNamed(Type& type) {
        skipBlanks();
        const std::string_view name = takeUntil(" []{}()|");
        if (name == "any")
            type.kind = Type::Kind::any;
        else if (name == "string")
            type.kind = Type::Kind::string;
        else if (name == "bool")
            type.kind = Type::Kind::boolean;
        else if (name == "int")
            type.kind = Type::Kind::integer;
        else if (name == "number")
            type.kind = Type::Kind::number;
        else if (name == "object")
            type.kind = Type::Kind::object;
        else
            throw std::logic_error(fmt::format("config table: unknown type {} in {}", name, text_));
        while (readConstraint(type)) {
        }
    }

    bool readConstraint(Type& type) {
        constexpr std::string_view stops = " []{}()|";
        if (take("len>="))
            type.minLength = static_cast<std::size_t>(toDouble(takeUntil(stops)));
        else if (take("len<="))
            type.maxLength = static_cast<std::size_t>(toDouble(takeUntil(stops)));
        else if (take(">="))
            type.minimum = toDouble(takeUntil(stops));
        else if (take("<="))
            type.maximum = toDouble(takeUntil(stops));
        else if (take(">"))
            type.above = toDouble(takeUntil(stops));
        else if (take("/")) {
            const std::size_t start = position_;
            position_ = text_.rfind('/');
            type.pattern = text_.substr(start, position_ - start);
            ++position_;
        } else
            return false;
        return true;
    }

    std::string_view text_;
    const Shapes& shapes_;
    std::size_t position_ = 0;
};

struct Line {
    std::size_t indent = 0;
    std::string_view text;
};

/// The object type whose keys the indented lines list: the last alternative, seen through arrays and maps.
Type* childHolder(std::vector<Type>& types) {
    Type* type = &types.back();
    while (!type->element.empty())
        type = &type->element.back();
    return type->kind == Type::Kind::object ? type : nullptr;
}

class TableReader {
public:
    void read(std::string_view table, Shape& root) {
        lines_.clear();
        next_ = 0;
        for (std::string_view line : split(table, '\n')) {
            const std::size_t indent = line.find_first_not_of(' ');
            if (indent != std::string_view::npos)
                lines_.push_back(Line{indent, line.substr(indent)});
        }
        while (next_ < lines_.size()) {
            if (lines_[next_].text.starts_with(':')) {
                auto shape = std::make_shared<Shape>();
                shapes_[lines_[next_].text.substr(1)] = shape;
                ++next_;
                readKeys(*shape, 2);
            } else {
                readKeys(root, 0);
            }
        }
    }

private:
    void readKeys(Shape& shape, std::size_t indent) {
        while (next_ < lines_.size() && lines_[next_].indent == indent && !lines_[next_].text.starts_with(':'))
            readKey(shape, indent);
    }

    void readKey(Shape& shape, std::size_t indent) {
        const std::string_view line = lines_[next_++].text;
        const std::size_t nameEnd = std::min(line.find(' '), line.size());
        std::string_view rest = line.substr(nameEnd);
        auto key = Key();
        key.name = line.substr(0, nameEnd);
        if (key.name.ends_with('!')) {
            key.isRequired = true;
            key.name.remove_suffix(1);
        }
        for (const std::string_view marker : {std::string_view(" := "), std::string_view(" ~ ")}) {
            const std::size_t at = rest.find(marker);
            if (at == std::string_view::npos)
                continue;
            key.isMaterialised = marker == " := ";
            key.fallback = rest.substr(at + marker.size());
            rest = rest.substr(0, at);
        }
        rest = trimAscii(rest);
        key.types = TypeReader(rest.empty() ? std::string_view("object") : rest, shapes_).readAlternatives();
        if (next_ < lines_.size() && lines_[next_].indent > indent)
            readChildren(key, indent + 2);
        if (key.name == "*")
            shape.others = std::make_unique<Key>(std::move(key));
        else
            addKey(shape, std::move(key));
    }

    void readChildren(Key& key, std::size_t indent) {
        Type* holder = childHolder(key.types);
        if (!holder)
            throw std::logic_error(fmt::format("config table: {} cannot have keys", key.name));
        auto extended = std::make_shared<Shape>();
        if (holder->shape) {
            extended->keys = holder->shape->keys;
        }
        readKeys(*extended, indent);
        holder->shape = std::move(extended);
    }

    /// A key that extends a shape replaces one of the same name.
    static void addKey(Shape& shape, Key key) {
        for (auto& known : shape.keys) {
            if (known.name == key.name) {
                known = std::move(key);
                return;
            }
        }
        shape.keys.push_back(std::move(key));
    }

    Shapes shapes_;
    std::vector<Line> lines_;
    std::size_t next_ = 0;
};

Shape readTables() {
    Shape root;
    TableReader reader;
    for (const std::string_view table : {sharedShapes, gatewayKeys, agentKeys, toolKeys, channelKeys})
        reader.read(table, root);
    return root;
}

}

const Key* Shape::find(std::string_view name) const {
    for (const auto& key : keys) {
        if (key.name == name)
            return &key;
    }
    return others.get();
}

const Shape& rootShape() {
    static const Shape root = readTables();
    return root;
}

const Key* findKey(std::string_view path) {
    const Shape* shape = &rootShape();
    const Key* key = nullptr;
    const Type* type = nullptr;
    for (const std::string_view segment : split(path, '.')) {
        if (type && !type->element.empty()) {
            type = &type->element.back();
            shape = type->shape.get();
            continue;
        }
        if (!shape)
            return nullptr;
        key = shape->find(segment);
        if (!key)
            return nullptr;
        type = &key->types.back();
        shape = type->shape.get();
    }
    return key;
}

}
