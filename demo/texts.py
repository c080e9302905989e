"""Plain-text questions: for keeping the published speech, and other ones for checking it."""

KEPT = (
    "What is the largest planet?", "Explain photosynthesis in one sentence.",
    "Write a short poem about the sea.", "How do I boil an egg?", "Name three primary colours.",
    "What does a doctor do?", "Tell me a story about a farmer.", "Why is the sky blue?",
    "Give me a tip for learning a language.", "What is the chemical symbol of water?",
    "Who wrote Hamlet?", "How many days are in a week?", "Describe a typical breakfast.",
    "What is a computer program?", "List some uses of wood.", "What is the capital of Spain?",
    "Write a polite e-mail asking for a meeting.", "What is gravity?", "How does rain form?",
    "Give a synonym of happy.", "What is 7 times 8?", "Explain what a verb is.",
)  # fmt: skip

# (question, a word that a right answer holds); never used in training.
FACTS = (
    ("What is the capital of France?", "Paris"), ("What is the capital of Italy?", "Rome"),
    ("What is the capital of Germany?", "Berlin"), ("What is the capital of Japan?", "Tokyo"),
    ("What is the capital of Russia?", "Moscow"), ("What is the capital of Egypt?", "Cairo"),
    ("What is the capital of Greece?", "Athens"), ("What is the capital of China?", "Beijing"),
    ("What is the capital of Portugal?", "Lisbon"), ("What is the capital of Austria?", "Vienna"),
    ("What is the capital of Ireland?", "Dublin"), ("What is the capital of Cuba?", "Havana"),
    ("What is the capital of Poland?", "Warsaw"), ("What is the capital of Norway?", "Oslo"),
    ("Who painted the Mona Lisa?", "Vinci"), ("Who wrote Romeo and Juliet?", "Shakespeare"),
    ("Who discovered penicillin?", "Fleming"), ("Who wrote The Origin of Species?", "Darwin"),
    ("Who was the first person on the Moon?", "Armstrong"),
    ("Who was the first president of the United States?", "Washington"),
    ("What gas do plants absorb from the air?", "carbon"), ("What gas do we breathe in?", "oxygen"),
    ("What is the chemical symbol of gold?", "Au"), ("What is H2O called?", "water"),
    ("What planet is known as the red planet?", "Mars"), ("What is our galaxy called?", "Milky"),
    ("What is the closest star to the Earth?", "Sun"), ("What is the largest ocean?", "Pacific"),
    ("What is the longest river in Africa?", "Nile"), ("What is the largest desert?", "Sahara"),
    ("What is the largest mammal?", "whale"), ("What animal barks?", "dog"),
    ("What is a baby cat called?", "kitten"), ("What is a baby dog called?", "puppy"),
    ("What do cows eat?", "grass"), ("How many legs does a spider have?", "eight"),
    ("How many continents are there?", "seven"), ("How many months are in a year?", "12"),
    ("What is two plus two?", "4"), ("What colour do you get by mixing blue and yellow?", "green"),
    ("What language is spoken in Brazil?", "Portuguese"),
    ("What language is spoken in Mexico?", "Spanish"), ("What is the currency of Japan?", "yen"),
    ("What is the currency of the United Kingdom?", "pound"),
    ("In which country are the pyramids of Giza?", "Egypt"),
    ("In which city is the Eiffel Tower?", "Paris"), ("In which city is the Colosseum?", "Rome"),
    ("What instrument has 88 keys?", "piano"), ("What organ pumps blood?", "heart"),
    ("At what temperature in Celsius does water boil?", "100"),
)  # fmt: skip
